import assert from 'node:assert/strict';
import { receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { Offering } from '../support/offering';

describe('leases of offers', () => {
  let inbox: InboxRig;
  let offering: Offering;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox);
    await inbox.take(fax, { document: TIFF });
  });

  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  /** The process ends without a word and starts anew: same instance, same store. */
  async function crash(options: ConstructorParameters<typeof Offering>[1] = {}): Promise<void> {
    await offering.pause();
    offering = new Offering(inbox, options);
  }

  it('doubles each lease: 15, 30, 60, 120, 240 minutes', async () => {
    const node = offering.node('node-1');
    await offering.resume();
    let count = 1;
    for (const minutes of [15, 30, 60, 120]) {
      inbox.clock.advance(minutes * MINUTE - 1);
      await offering.settled();
      assert.equal(node.got.length, count, `not before ${minutes} minutes`);
      inbox.clock.advance(1_001);
      count += 1;
      await eventually(`${minutes} minutes have run out`, () => node.got.length === count);
      await offering.settled();
    }
    assert.deepEqual(
      node.got.map(({ attempt, redelivered }) => [attempt, redelivered]),
      [1, 2, 3, 4, 5].map((attempt) => [attempt, attempt > 1]),
    );
    assert.equal((await inbox.row(fax)).leaseUntil, inbox.clock.now() + 240 * MINUTE);
    assert.equal(node.dead.length, 0);
  });

  it('wakes by itself when a lease runs out', async () => {
    const node = offering.node('node-1');
    await offering.resume();
    inbox.clock.advance(15 * MINUTE);
    await eventually('it is offered again', () => node.got.length === 2);
  });

  it('takes a fraction of a minute as a lease', async () => {
    await crash({ redeliverMinutes: 0.1 });
    const node = offering.node('node-1');
    await offering.resume();
    inbox.clock.advance(6_000);
    await eventually('it is offered again', () => node.got.length === 2);
  });

  it('offers again only after a restart where the lease is 0', async () => {
    await crash({ redeliverMinutes: 0 });
    const node = offering.node('node-1');
    await offering.resume();
    inbox.clock.advance(365 * 24 * 60 * MINUTE);
    await offering.settled();
    assert.equal(node.got.length, 1);
    await crash({ redeliverMinutes: 0 });
    const again = offering.node('node-1');
    await offering.resume();
    assert.deepEqual(
      again.got.map(({ attempt, redelivered }) => ({ attempt, redelivered })),
      [{ attempt: 2, redelivered: true }],
    );
  });

  it('is dead after its attempts, reported once with its message, and kept', async () => {
    await crash({ maxAttempts: 2 });
    const node = offering.node('node-1');
    const other = offering.node('node-2');
    await offering.resume();
    for (const minutes of [15, 30]) {
      inbox.clock.advance(minutes * MINUTE + 1_000);
      await offering.settled();
    }
    const row = await inbox.row(fax);
    assert.equal(row.state, 'dead');
    assert.equal(node.got.length, 2);
    assert.deepEqual([node.dead.length, other.dead.length], [1, 0]);
    const [{ offer, error }] = node.dead as [(typeof node.dead)[number]];
    assert.equal('code' in error && error.code, 'PUSHLINE_DEAD_EVENT');
    assert.equal(offer.key, row.key);
    assert.deepEqual(offer.payload, fax.payload);
    assert.equal(offer.document?.sha256, row.document?.sha256);
    assert.equal(offer.document?.data, undefined);
    assert(!error.message.includes('5550100'));
    inbox.clock.advance(24 * 60 * MINUTE);
    await offering.settled();
    assert.equal(node.dead.length, 1);
    assert.equal(node.got.length, 2);
    assert.equal(offering.offers.open, 0);
  });

  it('offers a dead event again from its first lease when told to', async () => {
    await crash({ maxAttempts: 1 });
    const node = offering.node('node-1');
    await offering.resume();
    inbox.clock.advance(16 * MINUTE);
    await eventually('it is dead', async () => (await inbox.row(fax)).state === 'dead');
    await offering.settled();
    await inbox.store.reoffer(inbox.keyOf(fax), inbox.clock.now());
    await offering.settled();
    assert.equal(node.got.length, 2);
    assert.equal(node.got[1]?.redelivered, true);
    assert.equal((await inbox.row(fax)).leaseUntil, inbox.clock.now() + 15 * MINUTE);
  });

  it('makes an offer that a crash cut short again, and counts no attempt for it', async () => {
    offering.node('node-1');
    await offering.resume();
    await crash();
    const node = offering.node('node-1');
    await offering.resume(true);
    assert.deepEqual(
      node.got.map(({ attempt, redelivered }) => ({ attempt, redelivered })),
      [{ attempt: 2, redelivered: true }],
    );
    const row = await inbox.row(fax);
    assert.equal(row.expired, 0);
    assert.equal(row.leaseUntil, inbox.clock.now() + 15 * MINUTE, 'the first lease anew');
  });

  it('leaves the offers of another instance on the same store alone', async () => {
    offering.node('node-1');
    await offering.resume();
    await crash({ owner: 'node-red-2' });
    const node = offering.node('node-1');
    await offering.resume();
    assert.equal(node.got.length, 0);
  });

  it('counts every lease that ran out, and the counts of the store agree', async () => {
    offering.node('node-1');
    await offering.resume();
    assert.equal((await inbox.store.counts(SCOPE)).offered, 1);
    inbox.clock.advance(16 * MINUTE);
    await eventually('it is offered again', async () => (await inbox.row(fax)).attempt === 2);
    const row = await inbox.row(fax);
    assert.equal(row.expired, 1);
    assert.equal(row.leaseUntil, inbox.clock.now() + 30 * MINUTE);
  });
});
