import assert from 'node:assert/strict';
import { HandledElsewhere } from '../../src/inbox/handled-elsewhere';
import { receivedFax, receivedSms, TIFF } from '../support/events';
import { DAY, MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { Offering } from '../support/offering';

describe('what was handled elsewhere', () => {
  let inbox: InboxRig;
  let elsewhere: HandledElsewhere;
  const fax = receivedFax('0AF3C2E1-1111-4222-8333-444455556666');

  beforeEach(async () => {
    inbox = await openInbox();
    const { store, clock } = inbox;
    elsewhere = new HandledElsewhere({ store, clock, scope: SCOPE, retention: { keepDays: 30, documentDays: 0 } });
    await inbox.take(fax, { document: TIFF });
    await list(fax.providerId);
    inbox.clock.advance(1_000);
  });

  afterEach(() => inbox.close());

  /** A complete list, asked for now. */
  const list = (...ids: string[]): Promise<number> => elsewhere.compare(ids, inbox.clock.now());
  const state = async (): Promise<string> => (await inbox.row(fax)).state;

  it('is closed when two lists ten minutes apart lack it', async () => {
    assert.equal(await list(), 0);
    inbox.clock.advance(10 * MINUTE - 1);
    assert.equal(await list(), 0);
    assert.equal(await state(), 'new');
    inbox.clock.advance(1);
    assert.equal(await list(), 1);
    assert.equal((await inbox.row(fax)).completedAs, 'elsewhere');
    assert.equal((await inbox.store.counts(SCOPE)).acks, 0, 'the provider is not told');
  });

  it('is not closed by one list however late', async () => {
    inbox.clock.advance(DAY);
    await list();
    assert.equal(await state(), 'new');
  });

  it('starts counting again when a list names it in between, in upper or lower case', async () => {
    await list();
    inbox.clock.advance(9 * MINUTE);
    await list(fax.providerId.toLowerCase());
    inbox.clock.advance(9 * MINUTE);
    await list();
    inbox.clock.advance(9 * MINUTE);
    assert.equal(await list(), 0);
    inbox.clock.advance(MINUTE);
    assert.equal(await list(), 1);
  });

  it('starts counting again after another instance was the holder, which may have seen it listed', async () => {
    await list();
    elsewhere.standBy();
    inbox.clock.advance(20 * MINUTE);
    assert.equal(await list(), 0);
    inbox.clock.advance(1_000);
    assert.equal(await list(), 0);
    inbox.clock.advance(10 * MINUTE);
    assert.equal(await list(), 1);
  });

  it('spares what was accepted after the list was asked for', async () => {
    const askedAt = inbox.clock.now();
    await inbox.take(receivedFax('late'), { source: 'push', document: TIFF });
    await elsewhere.compare([fax.providerId], askedAt);
    await elsewhere.compare([fax.providerId], askedAt + 10 * MINUTE);
    assert.equal((await inbox.row(receivedFax('late'))).state, 'new');
  });

  it('never takes away what a flow has been offered', async () => {
    const offering = new Offering(inbox);
    offering.node('node-1');
    await offering.resume();
    await list();
    inbox.clock.advance(11 * MINUTE);
    assert.equal(await list(), 0);
    assert.equal(await state(), 'offered');
    await offering.pause();
  });

  it('closes also what waits for its document or for a node, and nothing but faxes', async () => {
    await inbox.take(receivedFax('fetching'), { source: 'poll' });
    await inbox.take(receivedSms('sms-1'));
    const offering = new Offering(inbox);
    await offering.resume();
    await offering.pause();
    assert.equal(await state(), 'parked');
    await list(fax.providerId, 'fetching');
    inbox.clock.advance(1_000);
    await list();
    inbox.clock.advance(10 * MINUTE);
    assert.equal(await list(), 2);
    assert.equal((await inbox.row(receivedSms('sms-1'))).state, 'parked');
  });

  it('is opened again, to be fetched again, when a list brings it back', async () => {
    await list();
    inbox.clock.advance(10 * MINUTE);
    await list();
    const now = inbox.clock.now();
    await inbox.store.renew(inbox.keyOf(fax), { keepUntil: now + DAY, ackedBefore: now, now });
    assert.equal(await state(), 'fetching');
    assert.equal((await inbox.store.fetches(SCOPE, now, 9)).length, 1);
  });

  it('looks at all that waits, however much it is', async () => {
    await Promise.all(
      Array.from({ length: 520 }, (_, index) => inbox.take(receivedFax(`job-${index}`), { source: 'poll' })),
    );
    for (let i = 0; i < 2; i += 1) {
      inbox.clock.advance(10 * MINUTE);
      await list(fax.providerId);
    }
    inbox.clock.advance(10 * MINUTE);
    assert.equal(await list(fax.providerId), 520);
    assert.equal((await inbox.store.counts(SCOPE)).fetching, 0);
  });
});
