import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { AuthError, ItemGoneError, ProviderUnavailableError } from '../../../src/domain/errors';
import type { FaxReceivedDetails } from '../../../src/domain/fax';
import { storedKey } from '../../../src/providers/aculab/wire/stored-name';
import type { WireBehaviour } from '../../../src/simulator/aculab/wire-behaviour';
import { CollectingSink } from '../../contract/provider';
import { eventually } from '../../support/eventually';
import { NEVER } from './page-bodies';
import { Rig, TIFF } from './rig';

const MINUTE = 60_000;

describe('Aculab as a provider', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start();
  });
  afterEach(() => rig.close());

  const over = () => eventually('the calls are over', () => rig.isOver);
  const problems = () => rig.simulator.pages().flatMap(({ page, problem }) => (problem ? [`${page}: ${problem}`] : []));

  async function received(): Promise<FaxReceivedDetails> {
    rig.simulator.inject({ document: TIFF });
    await over();
    const fax = await eventually('a fax', () => rig.sink.taken.find(({ event }) => event.kind === 'fax.received'));
    assert(fax.event.kind === 'fax.received');
    return fax.event.payload;
  }

  async function document(name: string): Promise<Buffer | undefined> {
    const fetched = await rig.provider.fetchDocument(name, rig.sink.writeDocument, NEVER);
    assert.equal(fetched.event.keyId, storedKey(name));
    return fetched.document && rig.sink.documents.get(fetched.document.file);
  }

  it('receives a fax that is encrypted at Aculab, and gives it out as it was sent', async () => {
    const fax = await received();
    assert.deepEqual([fax.from, fax.to, fax.pages], ['+15550100099', '+15550100001', 2]);
    assert(!rig.simulator.media.find(fax.providerId)?.bytes.equals(TIFF));
    assert.deepEqual(await document(fax.providerId), TIFF);
    assert.deepEqual(problems(), []);
    assert.deepEqual(rig.told.slice(0, 5), [
      ...['accepted none', 'negotiating none', 'transferring none', 'transferring none', 'succeeded normal'],
    ]);
  });

  const behaviours: Partial<WireBehaviour>[] = [
    ...([{ pageMethod: 'GET' }, { pageContentType: 'none' }, { unknownFields: true }, { progress: 'call' }] as const),
    ...([{ progress: 'notification-with-call' }, { verdict: 'cause' }, { causes: 'underscored' }] as const),
    ...([{ filename: 'stored_fax' }, { pages: 'absent' }, { negotiated: 'absent' }, { negotiated: 'empty' }] as const),
    ...([{ availableId: 'action_result' }, { fileList: 'array' }, { names: 'bare' }, { causes: 'success' }] as const),
    ...([
      { causes: 'completed', verdict: 'cause' },
      { names: 'bare', fileList: 'array' },
    ] as const),
  ];
  for (const behaviour of behaviours) {
    it(`receives and sends one where Aculab behaves like ${JSON.stringify(behaviour)}`, async () => {
      rig.simulator.behave(behaviour);
      const fax = await received();
      assert.deepEqual(await document(fax.providerId), TIFF);
      await rig.reconcile();
      assert.equal(rig.told.filter((told) => told === 'fax.received').length, 1);
      assert.equal((await rig.send(rig.outgoing())).outcome, 'accepted');
      await over();
      assert.equal(rig.told.filter((told) => told === 'succeeded normal').length, 2);
      assert.deepEqual(problems(), []);
    });
  }

  it('treats the file of an inbound fax as a success when there is no verdict, and nothing as one for an outbound fax', async () => {
    rig.simulator.behave({ verdict: 'none' });
    await received();
    await rig.reconcile();
    assert(!rig.told.some((told) => told.startsWith('succeeded') || told.startsWith('unknown')));
    rig.clock.shiftMs = 31_000;
    await rig.reconcile();
    assert.equal(rig.told.at(-1), 'succeeded normal');
    await rig.send(rig.outgoing());
    await over();
    rig.clock.shiftMs = 62_000;
    await rig.reconcile();
    assert.equal(rig.told.at(-1), 'unknown unknown');
  });

  it('reports every call once, whichever pages come twice or out of order', async () => {
    for (const pattern of ['twice', 'reordered'] as const) rig.simulator.inject({ pattern, document: TIFF });
    await over();
    const keys = rig.sink.taken.map(({ event }) => `${event.kind} ${event.keyId}`);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(rig.told.filter((told) => told === 'succeeded normal').length, 2);
  });

  it('answers no page while the store fails, and gives the same answer afterwards', async () => {
    rig.storeFails = true;
    const first = JSON.stringify({ application_instance_id: 'a.1', this_call: { call_direction: 'in' } });
    const request = { method: 'POST', suffix: '/first', headers: {}, body: { raw: Buffer.from(first) } };
    await assert.rejects(rig.provider.pages.serve(request, rig));
    assert.equal(await rig.calls.get('a.1'), undefined);
    rig.storeFails = false;
    const answers = await Promise.all([1, 2, 3].map(() => rig.provider.pages.serve(request, rig)));
    assert.equal(new Set(answers.map(({ body }) => body)).size, 1);
  });

  it('quarantines what is not a page, which changes nothing', async () => {
    rig.simulator.inject({ kind: 'raw', page: 'first', body: 'not JSON' });
    await eventually('it is kept', () => rig.quarantined.length === 1);
    assert.deepEqual([rig.told, await rig.calls.heads()], [[], []]);
    assert(!rig.quarantined.some((reason) => reason.includes('not JSON')));
  });

  it('finds a fax that no page announced, with its numbers, and only once', async () => {
    rig.simulator.inject({ pattern: 'first-only', available: 'never', document: TIFF });
    await over();
    await rig.reconcile();
    assert.deepEqual(rig.told, ['accepted none']);
    rig.clock.shiftMs = 121_000;
    await rig.reconcile();
    await rig.reconcile();
    assert.deepEqual(rig.told.slice(1), ['fax.received']);
    const [, found] = rig.sink.taken;
    assert(found?.event.kind === 'fax.received');
    assert.deepEqual([found.event.payload.from, await document(found.event.providerId)], ['+15550100099', TIFF]);
  });

  it('finds out that a call has ended although no page said so', async () => {
    rig.simulator.inject({ pattern: 'first-only', pages: 0 });
    await over();
    for (const [seconds, last] of [
      [60, 'accepted none'],
      [150, 'accepted none'],
      [200, 'unknown unknown'],
    ] as const) {
      rig.clock.shiftMs = seconds * 1_000;
      await rig.reconcile();
      assert.equal(rig.told.at(-1), last);
    }
  });

  it('gives the page of an unknown file time to come, and does not mistake an upload for a fax', async () => {
    rig.simulator.media.write({ name: '/other/fax.tif', bytes: TIFF, encrypted: false });
    rig.simulator.media.write({ name: '/pushline-out/elsewhere_1.tif', bytes: TIFF, encrypted: false });
    rig.simulator.media.write({ name: '/rest_api/recordings/x.wav', bytes: Buffer.from('RIFF'), encrypted: false });
    await eventually('they show', () => rig.simulator.media.listVisible().length === 3);
    await rig.reconcile();
    assert.deepEqual(rig.told, []);
    rig.clock.shiftMs = 125_000;
    await rig.reconcile();
    assert.deepEqual(
      rig.sink.taken.map(({ event }) => event.keyId),
      ['/other/fax.tif'],
    );
    assert.deepEqual(await document('/other/fax.tif'), TIFF);
    assert.deepEqual(rig.simulator.media.deleted(), []);
  });

  it('deletes a fax and its key when the flow wants it, and otherwise keeps both', async () => {
    const { providerId, id } = await received();
    const item = { kind: 'fax.received', providerId } as const;
    await rig.provider.acknowledge({ ...item, action: 'keep' }, NEVER);
    assert.deepEqual([rig.simulator.media.deleted(), (await rig.calls.get(id))?.cipher === undefined], [[], false]);
    await rig.provider.acknowledge({ ...item, action: 'delete' }, NEVER);
    rig.clock.shiftMs = MINUTE;
    await rig.provider.acknowledge({ ...item, action: 'delete' }, NEVER);
    assert.deepEqual([rig.simulator.media.deleted(), (await rig.calls.get(id))?.cipher], [[providerId], undefined]);
    await assert.rejects(rig.provider.fetchDocument('../etc/passwd', rig.sink.writeDocument, NEVER), ItemGoneError);
  });

  describe('keeps a fax and its key, and has both deleted later, where Aculab does not find it, although it', () => {
    let deleting: { kind: 'fax.received'; providerId: string; action: 'delete' };
    let hasKey: () => Promise<boolean>;
    beforeEach(async () => {
      const { providerId, id } = await received();
      deleting = { kind: 'fax.received', providerId, action: 'delete' };
      hasKey = async () => (await rig.calls.get(id))?.cipher !== undefined;
    });

    async function isDeletedLater(meanwhile: () => unknown = () => undefined): Promise<void> {
      await assert.rejects(rig.provider.acknowledge(deleting, NEVER), ProviderUnavailableError);
      assert(await hasKey());
      meanwhile();
      await eventually('it shows', () => rig.simulator.media.listVisible().length === 1);
      await rig.provider.acknowledge(deleting, NEVER);
      assert.deepEqual([rig.simulator.media.stored(), await hasKey()], [[], false]);
    }

    it('lists it', async () => {
      rig.clock.shiftMs = 2 * MINUTE;
      rig.simulator.faults.set({ action: 'file_delete', status: 404, times: 1 });
      await isDeletedLater();
    });

    it('is too new to show everywhere', async () => {
      const { media } = rig.simulator;
      const { bytes } = media.find(deleting.providerId) ?? assert.fail();
      media.remove(deleting.providerId);
      await eventually('it does not show', () => media.listVisible().length === 0);
      await isDeletedLater(() => media.write({ name: deleting.providerId, bytes, encrypted: true }));
    });
  });

  it('does not consider a call over when only a gateway says that there is none', async () => {
    const outgoing = rig.outgoing({ to: '+447700900015' });
    await rig.send(outgoing);
    await eventually('it transfers', () => rig.told.includes('transferring none'));
    rig.clock.shiftMs = 11 * MINUTE;
    rig.simulator.faults.set({ action: 'application_status', status: 404 });
    rig.simulator.faults.set({ action: 'security/protocol_check', status: 404 });
    const status = () => rig.provider.fax?.status(outgoing.correlation, NEVER);
    await assert.rejects(status() ?? Promise.resolve(), ProviderUnavailableError);
    assert.equal((await rig.calls.get(outgoing.correlation))?.endedAt, undefined);
    rig.simulator.faults.clear();
    await status();
    assert.equal((await rig.calls.get(outgoing.correlation))?.endedAt, undefined);
    rig.simulator.faults.set({ action: 'application_status', status: 404 });
    await status();
    assert((await rig.calls.get(outgoing.correlation))?.endedAt);
  });

  it('requests a file by the name that Aculab wrote, and treats it as the same with and without its slash', async () => {
    rig.simulator.behave({ names: 'bare' });
    const told = await received();
    assert.equal(told.providerId.startsWith('/'), false);
    assert.equal(rig.sink.taken.find(({ event }) => event.kind === 'fax.received')?.event.keyId, `/${told.providerId}`);
    rig.simulator.media.write({ name: '/other/fax.tif', bytes: TIFF, encrypted: false });
    await rig.send(rig.outgoing());
    await over();
    await eventually('they show', () => rig.simulator.media.listVisible().length === 3);
    for (const seconds of [0, 125, 250]) {
      rig.clock.shiftMs = seconds * 1_000;
      await rig.reconcile();
    }
    const found = rig.sink.taken.filter(({ event }) => event.kind === 'fax.received').map(({ event }) => event);
    assert.deepEqual(
      found.map(({ keyId, providerId }) => [keyId, providerId]),
      [
        [`/${told.providerId}`, told.providerId],
        ['/other/fax.tif', 'other/fax.tif'],
      ],
    );
    for (const { providerId } of found) {
      assert.deepEqual(await document(providerId), TIFF);
      await rig.provider.acknowledge({ kind: 'fax.received', providerId, action: 'delete' }, NEVER);
    }
    await eventually('nothing is left, uploads included', () => rig.simulator.media.stored().length === 0);
  });

  async function isListed(isThere: boolean): Promise<void> {
    const { media } = rig.simulator;
    if (!isThere) for (const name of media.stored()) media.remove(name);
    await eventually('the list shows it', () => media.listVisible().length > 0 === isThere);
  }

  it('forgets calls whose time is over, but not while their fax is still stored', async () => {
    await received();
    rig.clock.shiftMs = 25 * 3_600_000;
    await rig.reconcile();
    assert.equal((await rig.calls.heads()).length, 1);
    await isListed(false);
    for (const minutes of [0, 9]) {
      rig.clock.shiftMs = 25 * 3_600_000 + minutes * MINUTE;
      await rig.reconcile();
      assert.equal((await rig.calls.heads()).length, 1, `after ${minutes} minutes`);
    }
    rig.clock.shiftMs += MINUTE;
    await rig.reconcile();
    assert.equal(rig.facts.values.size, 0);
  });

  it('keeps the key of a fax that a list lacks, and the next one has', async () => {
    await received();
    const [{ name, bytes } = assert.fail()] = rig.simulator.media.listVisible();
    for (const hours of [25, 26, 27]) {
      rig.clock.shiftMs = hours * 3_600_000;
      await isListed(false);
      await rig.reconcile();
      rig.simulator.media.write({ name, bytes, encrypted: true });
      await isListed(true);
      await rig.reconcile();
      assert.equal((await rig.calls.heads()).length, 1);
    }
  });

  it('asks twice about a fax that is to be deleted and is gone, and no more', async () => {
    const { providerId } = await received();
    rig.clock.shiftMs = 2 * MINUTE;
    await isListed(false);
    const before = new Map(Object.entries(rig.simulator.requests()));
    await rig.provider.acknowledge({ kind: 'fax.received', providerId, action: 'delete' }, NEVER);
    const asked = Object.entries(rig.simulator.requests()).filter(([name, times]) => times !== before.get(name));
    assert.deepEqual(asked.map(([name]) => name).sort(), ['file_delete', 'file_list']);
  });

  it('names the account of good credentials, and takes bad ones for what they are', async () => {
    assert.deepEqual(await rig.provider.account(NEVER), { account: '1-2-0' });
    const bad = await Rig.start({
      credentials: { username: 'demo@example.com', apiKey: 'wrong-key', servicePassword: 'no' },
    });
    try {
      const sink = new CollectingSink();
      const item = { kind: 'fax.received', providerId: '/a.tif', action: 'delete' } as const;
      for (const call of [
        bad.provider.account(NEVER),
        bad.provider.reconcile(sink, NEVER),
        bad.provider.acknowledge(item, NEVER),
        bad.provider.fetchDocument('/a.tif', sink.writeDocument, NEVER),
      ]) {
        await assert.rejects(
          call,
          (error) => error instanceof AuthError && !inspect(error, { depth: 9 }).includes('wrong-key'),
        );
      }
      assert.deepEqual(await bad.send(bad.outgoing()), { outcome: 'held', reason: 'auth' });
    } finally {
      await bad.close();
    }
  });

  it('stops what is under way when it is closed, and closes twice', async () => {
    await rig.provider.close();
    await rig.provider.close();
    await assert.rejects(rig.provider.account(NEVER), { code: 'PUSHLINE_PROVIDER' });
  });
});
