import assert from 'node:assert/strict';
import type { Inbox } from '../../src/inbox/inbox';
import { StoreError } from '../../src/domain/errors';
import { QUARANTINE_LIMITS } from '../../src/store/store';
import { receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { DAY, MINUTE, newInbox, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { TestNode } from '../support/offering';
import { systemError } from '../store/level/faulty-level';

describe('the inbox', () => {
  let rig: InboxRig;
  let inbox: Inbox;
  let received: string[];
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    rig = await openInbox();
    received = [];
    inbox = newInbox({
      ...rig,
      observe: ({ what, source, item }) => {
        if (what === 'received') received.push(`${source} ${item.id}`);
      },
    });
  });

  afterEach(async () => {
    await inbox.stop();
    await rig.close();
  });

  it('tells of what is new, once, whichever way it comes', async () => {
    assert.equal(await inbox.accept({ event: fax, document: { content: TIFF, stated: {} } }, 'push'), 'stored');
    assert.equal(await inbox.accept({ event: fax }, 'poll'), 'duplicate');
    assert.equal(await inbox.accept({ event: fax }, 'webhook'), 'duplicate');
    assert.deepEqual(received, ['push etherfax:efax-1:fax.received:job-1']);
  });

  it('offers what got its document late, without being asked to', async () => {
    const node = new TestNode('node-1');
    inbox.addSourceNode(node);
    inbox.start(false);
    await inbox.accept({ event: fax }, 'poll');
    await inbox.accept({ event: fax, document: { content: TIFF, stated: {} } }, 'push');
    await eventually('the fax is offered', () => node.got.length === 1);
    assert.deepEqual(node.got[0]?.document?.data, TIFF);
  });

  it('offers what it has accepted, and tells the provider once it is closed, without being woken', async () => {
    const told: string[] = [];
    const provider = {
      acknowledge: ({ providerId }: { providerId: string }) => Promise.resolve(void told.push(providerId)),
      fetchDocument: () => assert.fail('nothing is to be fetched'),
      ping: () => Promise.resolve(),
    };
    inbox = newInbox({ ...rig, provider });
    const node = new TestNode('node-1');
    inbox.addSourceNode(node);
    inbox.start(false);
    await inbox.accept({ event: fax, document: { content: TIFF, stated: {} } }, 'push');
    await eventually('the fax is offered', () => node.got.length === 1);
    assert.equal(inbox.inFlow, 1);
    const by = { as: 'flow', acknowledge: 'keep' } as const;
    assert.equal(await inbox.close(rig.keyOf(fax), by), true);
    assert.equal(await inbox.close(rig.keyOf(fax), by), false);
    await eventually('the provider is told', () => told.length > 0);
    assert.deepEqual([told, inbox.inFlow], [['job-1'], 0]);
  });

  it('keeps apart, not offered by itself, what was old when it was first met', async () => {
    await inbox.accept({ event: fax, skipped: true }, 'poll');
    assert.equal((await rig.row(fax)).state, 'skipped');
  });

  it('warns of other content under a known key, without any of it', async () => {
    await inbox.accept({ event: fax }, 'push');
    await inbox.accept({ event: receivedFax('job-1', { from: '+15550100077' }) }, 'push');
    assert.equal(rig.log.matching(/different content/).length, 1);
    assert(!/5550100|job-1/.test(rig.log.text));
  });

  it('keeps the key of what the poll still meets, so that it never enters again', async () => {
    await inbox.accept({ event: fax }, 'poll');
    await rig.store.complete({
      ...{ key: rig.keyOf(fax), as: 'flow', now: rig.clock.now() },
      ...{ keepUntil: rig.clock.now() + 30 * DAY, documentUntil: 0 },
    });
    for (let i = 0; i < 4; i += 1) {
      rig.clock.advance(20 * DAY);
      await rig.store.prune(rig.clock.now());
      assert.equal(await inbox.accept({ event: fax }, 'poll'), 'duplicate', `after ${(i + 1) * 20} days`);
    }
    assert.equal(received.length, 1);
  });

  it('asks again for an acknowledgement that the provider seems to have lost, but not for a fresh one', async () => {
    await inbox.accept({ event: fax }, 'poll');
    const now = rig.clock.now();
    const until = { keepUntil: now + DAY, documentUntil: now };
    await rig.store.complete({ key: rig.keyOf(fax), as: 'flow', acknowledge: 'keep', now, ...until });
    const due = () => rig.store.dueAcks(SCOPE, rig.clock.now(), 9);
    await rig.store.ackDone((await due())[0] ?? assert.fail(), now);
    rig.clock.advance(4 * MINUTE);
    await inbox.accept({ event: fax }, 'poll');
    assert.equal((await due()).length, 0);
    rig.clock.advance(2 * MINUTE);
    await inbox.accept({ event: fax }, 'push');
    assert.equal((await due()).length, 0, 'a push may be late');
    await inbox.accept({ event: fax }, 'poll');
    assert.equal((await due()).length, 1);
  });

  it('rejects what could not be received', async () => {
    rig.disk.writeError = systemError('EIO', 'input/output error');
    await assert.rejects(inbox.accept({ event: fax }, 'push'), StoreError);
    await assert.rejects(inbox.quarantine('no JSON', Buffer.from('x'), 'push'), StoreError);
    assert.deepEqual(received, []);
  });

  it('keeps what cannot be understood, the same bytes once, and logs its size only', async () => {
    const body = Buffer.from('{"CallingNumber":"+15550100099"');
    await inbox.quarantine('not JSON', body, 'push');
    await inbox.quarantine('not JSON', body, 'poll');
    const [item, ...others] = await rig.store.listQuarantine(SCOPE, 9);
    assert.equal(others.length, 0);
    assert.deepEqual([item?.bytes, item?.count, item?.reason], [body.length, 2, 'not JSON']);
    assert.deepEqual(await rig.store.readQuarantine(SCOPE, item?.id ?? ''), body);
    assert(rig.log.text.includes(`${body.length} bytes`));
    assert(!rig.log.text.includes('5550100'));
  });

  it('refuses what the quarantine has no room for, so that the sender keeps it', async () => {
    const bytes = QUARANTINE_LIMITS.bytes / 4;
    for (let i = 0; i < 4; i += 1) await inbox.quarantine('x', Buffer.alloc(bytes, i), 'push');
    await assert.rejects(inbox.quarantine('x', Buffer.from('one more'), 'push'), StoreError);
  });
});
