import assert from 'node:assert/strict';
import { Ingest } from '../../src/connection/ingest';
import { StoreError } from '../../src/domain/errors';
import { QUARANTINE_LIMITS } from '../../src/store/store';
import { receivedFax, TIFF } from '../support/events';
import { DAY, MINUTE, openInbox, SCOPE, type Inbox } from '../support/inbox';
import { systemError } from '../store/level/faulty-level';

describe('the door of the inbox', () => {
  let inbox: Inbox;
  let ingest: Ingest;
  let stored: string[];
  let attached: number;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    stored = [];
    attached = 0;
    ingest = new Ingest({
      ...inbox,
      ...{ scope: SCOPE, connection: 'connection-1', keepDays: 30 },
      retention: { keepDays: 30, documentDays: 0 },
      onStored: (key, source) => stored.push(`${source} ${key}`),
      onAttached: () => (attached += 1),
      onQuarantined: () => undefined,
      track: () => Promise.resolve('foreign'),
    });
  });

  afterEach(() => inbox.close());

  it('tells of what is new, once, whichever way it comes', async () => {
    assert.equal(await ingest.take({ event: fax, document: { content: TIFF, stated: {} } }, 'push'), 'stored');
    assert.equal(await ingest.take({ event: fax }, 'poll'), 'duplicate');
    assert.equal(await ingest.take({ event: fax }, 'webhook'), 'duplicate');
    assert.deepEqual(stored, ['push etherfax:efax-1:fax.received:job-1']);
    assert.equal(attached, 0);
  });

  it('tells of a document that came late', async () => {
    await ingest.take({ event: fax }, 'poll');
    await ingest.take({ event: fax, document: { content: TIFF, stated: {} } }, 'push');
    assert.equal(attached, 1);
  });

  it('keeps apart, not offered by itself, what was old when it was first met', async () => {
    await ingest.take({ event: fax, skipped: true }, 'poll');
    assert.equal((await inbox.row(fax)).state, 'skipped');
  });

  it('warns of other content under a known key, without any of it', async () => {
    await ingest.take({ event: fax }, 'push');
    await ingest.take({ event: receivedFax('job-1', { from: '+15550100077' }) }, 'push');
    assert.equal(inbox.log.matching(/other content/).length, 1);
    assert(!/5550100|job-1/.test(inbox.log.text));
  });

  it('keeps the key of what the poll still meets, so that it never enters again', async () => {
    await ingest.take({ event: fax }, 'poll');
    await inbox.store.complete({
      ...{ key: inbox.keyOf(fax), as: 'flow', now: inbox.clock.now() },
      ...{ keepUntil: inbox.clock.now() + 30 * DAY, documentUntil: 0 },
    });
    for (let i = 0; i < 4; i += 1) {
      inbox.clock.advance(20 * DAY);
      await inbox.store.prune(inbox.clock.now());
      assert.equal(await ingest.take({ event: fax }, 'poll'), 'duplicate', `after ${(i + 1) * 20} days`);
    }
    assert.equal(stored.length, 1);
  });

  it('asks again for an acknowledgement that the provider seems to have lost, but not for a fresh one', async () => {
    await ingest.take({ event: fax }, 'poll');
    const now = inbox.clock.now();
    const until = { keepUntil: now + DAY, documentUntil: now };
    await inbox.store.complete({ key: inbox.keyOf(fax), as: 'flow', acknowledge: 'keep', now, ...until });
    const due = () => inbox.store.dueAcks(SCOPE, inbox.clock.now(), 9);
    await inbox.store.ackDone((await due())[0] ?? assert.fail(), now);
    inbox.clock.advance(4 * MINUTE);
    await ingest.take({ event: fax }, 'poll');
    assert.equal((await due()).length, 0);
    inbox.clock.advance(2 * MINUTE);
    await ingest.take({ event: fax }, 'push');
    assert.equal((await due()).length, 0, 'a push may be late');
    await ingest.take({ event: fax }, 'poll');
    assert.equal((await due()).length, 1);
  });

  it('rejects what could not be stored', async () => {
    inbox.disk.writeError = systemError('EIO', 'input/output error');
    await assert.rejects(ingest.take({ event: fax }, 'push'), StoreError);
    await assert.rejects(ingest.quarantine('no JSON', Buffer.from('x'), 'push'), StoreError);
    assert.deepEqual(stored, []);
  });

  it('keeps what cannot be understood, the same bytes once, and logs its size only', async () => {
    const body = Buffer.from('{"CallingNumber":"+15550100099"');
    await ingest.quarantine('not JSON', body, 'push');
    await ingest.quarantine('not JSON', body, 'poll');
    const [item, ...others] = await inbox.store.listQuarantine(SCOPE, 9);
    assert.equal(others.length, 0);
    assert.deepEqual([item?.bytes, item?.count, item?.reason], [body.length, 2, 'not JSON']);
    assert.deepEqual(await inbox.store.readQuarantine(SCOPE, item?.id ?? ''), body);
    assert(inbox.log.text.includes(`${body.length} bytes`));
    assert(!inbox.log.text.includes('5550100'));
  });

  it('refuses what the quarantine has no room for, so that the sender keeps it', async () => {
    const bytes = QUARANTINE_LIMITS.bytes / 4;
    for (let i = 0; i < 4; i += 1) await ingest.quarantine('x', Buffer.alloc(bytes, i), 'push');
    await assert.rejects(ingest.quarantine('x', Buffer.from('one more'), 'push'), StoreError);
  });
});
