import assert from 'node:assert/strict';
import type { AckAction } from '../../src/domain/events';
import { EventUnknownError, NoEventError, StoreError } from '../../src/domain/errors';
import { closeByKey, type Closer } from '../../src/inbox/close';
import { faxStatus, receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { DAY, MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { asleep } from '../support/providing';
import { systemError } from '../store/level/faulty-level';

describe('closing an event by its key', () => {
  let inbox: InboxRig;
  let closer: Closer;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    const { store, clock } = inbox;
    closer = { store, clock, retention: { keepDays: 30, documentDays: 0 } };
    await inbox.take(fax, { document: TIFF });
  });

  afterEach(() => inbox.close());

  const closeByFlow = (key: unknown, acknowledge: AckAction) => closeByKey(closer, key, { as: 'flow', acknowledge });
  const acks = () => inbox.store.dueAcks(SCOPE, inbox.clock.now(), 9);

  it('closes the event durably, and plans what the provider is told', async () => {
    const closed = await closeByFlow(inbox.keyOf(fax), 'keep');
    assert.equal(closed, 'completed');
    const row = await inbox.row(fax);
    assert.equal(row.state, 'completed');
    assert.equal(row.completedAs, 'flow');
    assert.deepEqual(
      (await acks()).map(({ action, providerId }) => ({ action, providerId })),
      [{ action: 'keep', providerId: 'job-1' }],
    );
  });

  it('reads nothing before it closes what a connection itself has received', async () => {
    let reads = 0;
    const { store } = inbox;
    const watched: typeof store = { ...store, get: (key) => ((reads += 1), store.get(key)) };
    const by = { as: 'flow', acknowledge: 'keep' } as const;
    assert.equal(await closeByKey({ ...closer, store: watched, scope: SCOPE }, inbox.keyOf(fax), by), 'completed');
    assert.equal(reads, 0);
    const gone = closeByKey({ ...closer, store: watched, scope: SCOPE }, `${SCOPE}:fax.received:gone`, by);
    await assert.rejects(gone, EventUnknownError);
  });

  it('leaves only key, kind, times and hashes of what is closed', async () => {
    await closeByFlow(inbox.keyOf(fax), 'keep');
    const row = await inbox.row(fax);
    assert.deepEqual([row.payload, row.raw, row.to, row.document], [{}, {}, undefined, undefined]);
    assert(!JSON.stringify(row).includes('5550100'));
    assert.equal(row.storedAt, inbox.clock.now());
    assert.equal(row.hashes.from?.length, 64);
  });

  for (const key of [undefined, null, '', 7, {}, ['a']]) {
    it(`refuses ${JSON.stringify(key)} as a key`, async () => {
      await assert.rejects(closeByFlow(key, 'keep'), (error) => {
        assert(error instanceof NoEventError);
        assert.equal(error.code, 'PUSHLINE_NO_EVENT');
        return true;
      });
    });
  }

  it('refuses a key that is not in this store, and does not repeat it', async () => {
    await assert.rejects(closeByFlow('etherfax:x:fax.received:+15550100099', 'keep'), (error) => {
      assert(error instanceof EventUnknownError);
      assert.equal(error.code, 'PUSHLINE_EVENT_UNKNOWN');
      assert(!error.message.includes('5550100099'));
      return true;
    });
  });

  it('refuses a key of another account than its own', async () => {
    closer = { ...closer, scope: 'etherfax:another' } as Closer;
    await assert.rejects(closeByFlow(inbox.keyOf(fax), 'keep'), EventUnknownError);
    assert.equal((await inbox.row(fax)).state, 'new');
  });

  it('passes on what is closed already, and asks for nothing more', async () => {
    await closeByFlow(inbox.keyOf(fax), 'keep');
    const again = await closeByFlow(inbox.keyOf(fax), 'keep');
    assert.equal(again, 'already');
    assert.equal((await acks()).length, 1);
  });

  it('adds the deletion that follows a keep, and never takes it back', async () => {
    for (const then of ['keep', 'delete', 'keep'] as const) {
      await closeByFlow(inbox.keyOf(fax), then);
    }
    assert.deepEqual(
      (await acks()).map(({ action }) => action),
      ['delete'],
    );
  });

  it('passes on a status without closing or telling anything', async () => {
    const status = faxStatus('job-2', 'dialing');
    await inbox.take(status);
    assert.equal(await closeByFlow(inbox.keyOf(status), 'delete'), undefined);
    assert.equal((await inbox.row(status)).state, 'new');
    assert.deepEqual(await acks(), []);
  });

  it('closes a dead event, too', async () => {
    const key = inbox.keyOf(fax);
    const leaseUntil = inbox.clock.now();
    await inbox.store.claim({
      ...{ scope: SCOPE, queue: 'new', owner: 'me', now: leaseUntil, limit: 1 },
      decide: () => ({ offer: { leaseUntil } }),
    });
    await inbox.store.expire(SCOPE, leaseUntil, 1);
    assert.equal((await inbox.row(fax)).state, 'dead');
    await closeByFlow(key, 'keep');
    assert.equal((await inbox.row(fax)).state, 'completed');
  });

  it('keeps key and document for as long as the event’s own connection says', async () => {
    closer.retention = { keepDays: 2, documentDays: 1 };
    const file = (await inbox.row(fax)).document?.file ?? '';
    await closeByFlow(inbox.keyOf(fax), 'keep');
    await inbox.store.ackDone((await acks())[0] ?? assert.fail(), inbox.clock.now());
    assert.deepEqual((await inbox.store.prune(inbox.clock.now() + DAY - 1)).documents, []);
    assert.deepEqual((await inbox.store.prune(inbox.clock.now() + DAY)).documents, [file]);
    assert(await inbox.store.get(inbox.keyOf(fax)));
    await inbox.store.prune(inbox.clock.now() + 2 * DAY);
    assert.equal(await inbox.store.get(inbox.keyOf(fax)), undefined);
  });

  it('rejects while the store fails, and leaves the event open', async () => {
    inbox.disk.writeError = systemError('EIO', 'input/output error');
    await assert.rejects(closeByFlow(inbox.keyOf(fax), 'keep'), StoreError);
    inbox.disk.writeError = undefined;
    await asleep(inbox.clock);
    inbox.clock.advance(MINUTE);
    await eventually('the store is well', () => inbox.store.health.failure === undefined);
    assert.equal((await inbox.row(fax)).state, 'new');
  });
});
