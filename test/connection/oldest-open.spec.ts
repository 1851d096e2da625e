import assert from 'node:assert/strict';
import { oldestOpen } from '../../src/connection/oldest-open';
import type { Store } from '../../src/store/store';
import { job } from '../outbox/jobs';
import { receivedFax, receivedSms } from '../support/events';
import { MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';

describe('the oldest open item', () => {
  let inbox: InboxRig;
  beforeEach(async () => {
    inbox = await openInbox();
  });
  afterEach(() => inbox.close());

  it('is none where nothing is open', async () => {
    const { store, clock } = inbox;
    await inbox.take(receivedFax('closed'));
    await inbox.complete(inbox.keyOf(receivedFax('closed')));
    assert.deepEqual(await oldestOpen(store, SCOPE, clock), {});
  });

  it('is the first that came and is not closed, in whatever state, and the first job that has not ended', async () => {
    const { store, clock } = inbox;
    const start = clock.wall();
    for (const id of ['closed', 'first', 'second']) {
      await inbox.take(receivedSms(id));
      clock.advance(MINUTE);
    }
    await inbox.complete(inbox.keyOf(receivedSms('closed')));
    const { wall } = clock;
    await store.claim({
      ...{ scope: SCOPE, queue: 'new', owner: 'a', now: clock.now(), limit: 1 },
      decide: () => ({ offer: { leaseUntil: undefined } }),
    });
    assert.deepEqual(await oldestOpen(store, SCOPE, clock), { in: start + MINUTE });
    const at = wall.call(clock);
    const first = job({}, clock);
    await store.jobs.submit(first);
    clock.advance(MINUTE);
    await store.jobs.submit(job({}, clock));
    assert.deepEqual(await oldestOpen(store, first.scope, clock), { out: at });
  });

  it('is found without reading the ten thousand others', async () => {
    const { store, clock } = inbox;
    const start = clock.wall();
    await inbox.take(receivedSms('first'));
    clock.advance(MINUTE);
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => inbox.take(receivedSms(`sms-${index}`))));
    let read = 0;
    const list: Store['list'] = async (query) => {
      const heads = await store.list(query);
      read += heads.length;
      return heads;
    };
    const watched = Object.assign(Object.create(store) as Store, { list });
    assert.deepEqual(await oldestOpen(watched, SCOPE, clock), { in: start });
    assert.ok(read <= 6, `${read} were read`);
    assert.equal((await store.counts(SCOPE)).new, 10_001);
  });
});
