import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import { receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { Offering } from '../support/offering';

describe('a change of an event that was written although the disk said that it was not', () => {
  let inbox: InboxRig;
  let offering: Offering;
  const fax = receivedFax('job-1');
  const isWell = (): boolean => inbox.store.health.failure === undefined;

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox, { maxAttempts: 1 });
    await inbox.take(fax, { document: TIFF });
  });
  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  function failsFromNowOn(): void {
    inbox.disk.writesAllTheSame = true;
    inbox.disk.writeError = Object.assign(new Error('input/output error'), { code: 'EIO' });
  }
  async function isMended(): Promise<void> {
    const { disk, clock } = inbox;
    await eventually('the store has failed', () => !isWell());
    disk.writeError = undefined;
    // A second after it was closed it is opened again.
    await eventually('it is closed', () => disk.open === 0 && clock.untilNext <= 1_000);
    clock.advance(1_000);
    await eventually('the store is well', isWell);
    offering.offers.storeMended();
  }

  it('ends its offer: a dead event is reported, and takes up no room in the flow', async () => {
    const node = offering.node('node-1');
    await offering.resume();
    failsFromNowOn();
    inbox.clock.advance(15 * MINUTE);
    await isMended();
    await eventually('it is reported', () => node.dead.length > 0);
    await offering.settled();
    assert.deepEqual([node.dead.length, node.got.length, offering.offers.open], [1, 1, 0]);
  });

  it('ends its offer: an event that the flow has closed takes up no room in the flow', async () => {
    offering.node('node-1');
    await offering.resume();
    assert.equal(offering.offers.open, 1);
    failsFromNowOn();
    await assert.rejects(inbox.complete(inbox.keyOf(fax)), StoreError);
    await isMended();
    await eventually('there is room', () => offering.offers.open === 0);
  });

  it('does not acquit the event that crashes Node-RED', async () => {
    const { store, clock } = inbox;
    const decide = () => ({ offer: { leaseUntil: undefined } });
    const claiming = { scope: SCOPE, owner: 'node-red-1', limit: 1, decide };
    const crash = { scope: SCOPE, owner: 'node-red-1', crashed: true, suspectAfter: 3 };
    for (const queue of ['new', 'redeliver', 'redeliver', 'suspect'] as const) {
      await store.claim({ ...claiming, queue, now: clock.now() });
      if (queue !== 'suspect') await store.release({ ...crash, now: clock.now() });
    }
    failsFromNowOn();
    offering.offers.resume(true);
    await isMended();
    await offering.resume();
    assert.equal((await inbox.row(fax)).suspect?.alone, 1);
  });
});
