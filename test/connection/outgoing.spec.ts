import assert from 'node:assert/strict';
import { CancelError, ConfigError, DecideError, KeyConflictError, StoreError } from '../../src/domain/errors';
import { scopeBefore } from '../../src/domain/event-key';
import type { SubmitRequest } from '../../src/outbox/new-job';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { faxOrder, request } from '../outbox/jobs';
import { FakeSendingNode } from '../outbox/rig';
import { systemError } from '../store/level/faulty-level';
import { Connecting } from '../support/connecting';
import { eventually } from '../support/eventually';
import { MINUTE, SCOPE } from '../support/inbox';
import type { TestNode } from '../support/offering';

const BEFORE = scopeBefore('etherfax', 'connection-1');

describe('what is to be sent before the account is known', () => {
  let rig: Connecting;
  let node: FakeSendingNode;

  beforeEach(async () => {
    rig = await Connecting.prepare({ pushes: false }, { stepMs: 1 });
    rig.simulator.faults.set({ status: 503 });
    node = new FakeSendingNode('node-1');
    rig.connection.addSendingNode(node);
    await rig.start();
    await rig.reached('error');
  });
  afterEach(() => rig.close());

  async function order(end = '1', more: Partial<SubmitRequest> = {}): Promise<SubmitRequest> {
    const { file, size, sha256 } = await rig.inbox.documents.write(sampleFax());
    const documents = [{ file, size, sha256, type: 'image/tiff', filename: 'fax.tif' }];
    const fax = faxOrder({ to: `+1500555999${end}`, documents, pages: 1 });
    return request({ order: fax, giveUpMinutes: 1_440, ...more });
  }
  const submit = async (end?: string, more?: Partial<SubmitRequest>): Promise<string> =>
    (await rig.connection.outbox().submit(await order(end, more))).jobId;
  const state = async (id: string): Promise<string | undefined> => (await rig.inbox.store.jobs.get(id))?.state;

  async function isWell(): Promise<void> {
    rig.simulator.faults.clear();
    await rig.pass(MINUTE);
    await rig.reached('polling');
  }
  async function goOn(credentials = rig.simulator.account.apiKey): Promise<void> {
    await rig.connection.stop();
    await rig.restart({ credentials });
    node = new FakeSendingNode('node-1');
    rig.connection.addSendingNode(node);
    rig.connection.resume(false);
  }
  const ends = (count: number): Promise<unknown> =>
    eventually('the ends are told', async () => {
      await rig.pass(5_000);
      return node.ends.length >= count;
    });

  it('is taken durably, and leaves once it is, in order and once, told at every step', async () => {
    const watcher = rig.node('status-1', { mode: 'auto' });
    watcher.wants = () => ({ kinds: ['fax.status'] });
    const ids = [await submit('1', { live: { topic: 'live' } }), await submit('2'), await submit('3')];
    assert.deepEqual(await Promise.all(ids.map(state)), ['queued', 'queued', 'queued']);
    await rig.pass(10 * MINUTE);
    assert.equal(rig.simulator.requests()['outbox.send'], undefined);
    await isWell();
    await ends(3);
    assert.deepEqual(
      rig.simulator.jobs().map(({ dialNumber }) => dialNumber.slice(-1)),
      ['1', '2', '3'],
    );
    assert.deepEqual(node.accepts.map(({ message }) => message.topic)[0], 'live');
    assert.deepEqual(
      node.ends.map(({ status }) => [status.id, status.state]),
      ids.map((id) => [id, 'succeeded']),
    );
    const counts = [await rig.inbox.store.jobs.counts(BEFORE), await rig.inbox.store.jobs.counts(SCOPE)];
    assert.deepEqual(
      counts.map(({ queued, finished }) => [queued, finished]),
      [
        [0, 0],
        [0, 3],
      ],
    );
    const told = watcher.got.map(({ payload }) => payload as { id: string; state: string });
    const first = told.filter(({ id }) => id === ids[0]).map((status) => status.state);
    assert.deepEqual([first[0], first.at(-1)], ['queued', 'succeeded']);
  });

  it('survives restarts, before and after it is known', async () => {
    const first = await submit('1');
    await goOn();
    const second = await submit('2');
    await goOn();
    await isWell();
    await ends(2);
    assert.deepEqual(
      node.ends.map(({ status: { id } }) => id),
      [first, second],
    );
    assert.equal(rig.simulator.jobs().length, 2);
  });

  it('is taken over where a crash came between the account and the takeover', async () => {
    const id = await submit();
    const { store } = rig.inbox;
    const { move } = store.jobs;
    store.jobs.move = () => Promise.reject(new StoreError('cut'));
    await isWell();
    assert.equal((await store.jobs.get(id))?.scope, BEFORE);
    store.jobs.move = move;
    await goOn();
    await rig.pass(MINUTE);
    await ends(1);
    assert.equal(rig.simulator.jobs().length, 1);
  });

  it('is taken over where somebody enters the account instead', async () => {
    await submit();
    await rig.restart({ account: 'mine-1' });
    node = new FakeSendingNode('node-1');
    rig.connection.addSendingNode(node);
    rig.connection.resume(false);
    await isWell();
    await ends(1);
    assert.equal((await rig.inbox.store.jobs.counts('etherfax:mine-1')).finished, 1);
  });

  it('is given up when its time is over, and told so', async () => {
    await submit('1', { giveUpMinutes: 5 });
    await ends(1);
    const [end] = node.ends;
    assert.deepEqual([end?.status.state, end?.status.final], ['failed', true]);
    await isWell();
    await rig.pass(MINUTE);
    assert.deepEqual(rig.simulator.jobs(), []);
  });

  it('can be cancelled, and is one job with another message of its key', async () => {
    const id = await submit('1', { idempotencyKey: 'k' });
    const same = await order('1', { idempotencyKey: 'k' });
    assert.deepEqual(await rig.connection.outbox().submit(same), { jobId: id, outcome: 'joined' });
    await assert.rejects(submit('2', { idempotencyKey: 'k' }), KeyConflictError);
    await rig.connection.outbox().cancel(id);
    await ends(2);
    assert(node.ends.every(({ status }) => status.state === 'cancelled'));
  });

  it('joins what the account had sent under its key already, and keeps no document for it', async () => {
    await isWell();
    const first = await submit('1', { idempotencyKey: 'k' });
    await ends(1);
    rig.simulator.faults.set({ status: 503 });
    await goOn('another');
    await rig.reached('error');
    const again = await submit('1', { idempotencyKey: 'k' });
    assert.notEqual(again, first);
    await isWell();
    await ends(1);
    assert.equal(node.ends[0]?.status.id, first);
    assert.equal(rig.simulator.jobs().length, 1);
    assert.equal(await state(again), undefined);
  });

  it('is not taken where it cannot be stored', async () => {
    const wanted = await order();
    rig.inbox.disk.writeError = systemError('ENOSPC', 'no space left on device');
    const refused = assert.rejects(rig.connection.outbox().submit(wanted), StoreError);
    await eventually('the store has failed', () => rig.inbox.store.health.failure !== undefined);
    await rig.pass(5_000);
    await refused;
  });

  it('is stored, and nothing more, where it is handed in after the connection has ended', async () => {
    const late = await Connecting.prepare({ pushes: false });
    try {
      const { documents, clock, store } = late.inbox;
      const { file, size, sha256 } = await documents.write(sampleFax());
      const document = { file, size, sha256, type: 'image/tiff', filename: 'fax.tif' };
      const outbox = late.connection.outbox();
      await late.connection.stop();
      await outbox.submit(request({ order: faxOrder({ documents: [document] }), giveUpMinutes: 1_440 }));
      await late.rests();
      assert.deepEqual([(await store.jobs.counts(BEFORE)).queued, clock.pending], [1, 0]);
    } finally {
      await late.close();
    }
  });

  it('loses none that is handed in while the account becomes known', async () => {
    const outbox = rig.connection.outbox();
    const wanted = await Promise.all(Array.from({ length: 12 }, (_, n) => order(`${n % 10}${n}`)));
    rig.simulator.faults.clear();
    const submitted: Promise<unknown>[] = [];
    for (const each of wanted) {
      submitted.push(outbox.submit(each));
      await rig.pass(500);
    }
    await Promise.all(submitted);
    await rig.reached('polling');
    await ends(12);
    assert.equal(rig.simulator.jobs().length, 12);
    assert.equal((await rig.inbox.store.jobs.counts(BEFORE)).queued, 0);
  });

  describe('and a job that its account had before the login became another one', () => {
    let watcher: TestNode;

    async function waiting(): Promise<string> {
      await isWell();
      rig.simulator.faults.set({ status: 503 });
      const id = await submit();
      assert.equal((await rig.inbox.store.jobs.get(id))?.scope, SCOPE);
      await goOn('another');
      await rig.reached('error');
      watcher = rig.node('status-1', { mode: 'auto' });
      watcher.wants = () => ({ kinds: ['fax.status'] });
      return id;
    }

    it('is cancelled all the same: it is never sent, and its end is told', async () => {
      const id = await waiting();
      await rig.connection.outbox().cancel(id);
      assert.equal(await state(id), 'finished');
      await assert.rejects(rig.connection.outbox().cancel(id), CancelError);
      await isWell();
      await ends(1);
      assert.deepEqual([node.ends[0]?.status.id, node.ends[0]?.status.state], [id, 'cancelled']);
      await eventually('the status node is told', () =>
        watcher.got.some(({ payload }) => (payload as { state: string }).state === 'cancelled'),
      );
      assert.deepEqual(rig.simulator.jobs(), []);
    });

    it('is looked for by its name', async () => {
      await waiting();
      const none = 'a'.repeat(24);
      await assert.rejects(rig.connection.outbox().cancel(none), CancelError);
      await assert.rejects(rig.connection.outbox().decide(none, 'sent'), DecideError);
    });
  });

  it('can be cancelled where a crash came between the account and the takeover', async () => {
    const id = await submit();
    const { store } = rig.inbox;
    const { move } = store.jobs;
    store.jobs.move = () => Promise.reject(new StoreError('cut'));
    await isWell();
    await rig.connection.outbox().cancel(id);
    store.jobs.move = move;
    await goOn();
    await ends(1);
    assert.deepEqual([node.ends[0]?.status.state, rig.simulator.jobs()], ['cancelled', []]);
  });
});

describe('what is to be sent by a second connection to one account', () => {
  for (const account of ['efax-1', '']) {
    it(`is refused at once, naming the first (account "${account}")`, async () => {
      const rig = await Connecting.prepare({ account, pushes: false, reserveScope: () => 'Reception' });
      try {
        await rig.start();
        await rig.reached('error');
        assert.deepEqual(rig.state, { state: 'error', reason: 'duplicate' });
        assert.throws(
          () => rig.connection.outbox(),
          (error) => error instanceof ConfigError && error.message.includes('"Reception"'),
        );
      } finally {
        await rig.close();
      }
    });
  }
});

describe('a provider that answers some harmless requests with nothing, always', () => {
  let rig: Connecting;
  afterEach(() => rig.close());

  it('gets and brings faxes all the same, and the connection is well', async () => {
    rig = await Connecting.prepare({ pushes: false, account: 'Mine-1' }, { stepMs: 1 });
    rig.simulator.faults.set({ body: 'empty', action: 'accounts.status' }, { body: 'empty', action: 'outbox.pending' });
    rig.simulator.inject();
    const node = new FakeSendingNode('node-1');
    rig.connection.addSendingNode(node);
    await rig.start();
    rig.connection.resume(false);
    await rig.reached('polling');
    await eventually('one has come', async () => (await rig.inbox.store.counts('etherfax:mine-1')).parked === 1);
    const { file, size, sha256 } = await rig.inbox.documents.write(sampleFax());
    const documents = [{ file, size, sha256, type: 'image/tiff', filename: 'fax.tif' }];
    const fax = faxOrder({ to: '+15005559991', documents, pages: 1 });
    await rig.connection.outbox().submit(request({ order: fax, giveUpMinutes: 1_440 }));
    await eventually('one has gone', async () => {
      await rig.pass(5_000);
      return node.ends.length === 1;
    });
    assert.equal(node.ends[0]?.status.state, 'succeeded');
    await rig.reached('polling');
  });
});
