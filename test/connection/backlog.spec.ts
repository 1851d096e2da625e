import assert from 'node:assert/strict';
import { countBacklog, type OpenItems } from '../../src/connection/backlog';
import { BacklogWatch } from '../../src/connection/backlog-watch';
import type { ClaimDecision } from '../../src/store/store';
import { eventually } from '../support/eventually';
import { faxStatus, receivedFax, receivedSms, TIFF } from '../support/events';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { newJob } from '../contract/job-store';

const NONE: OpenItems = { inFlow: 0, overdue: 0, waiting: 0, unclaimed: 0, dead: 0, queued: 0, unknown: 0 };

describe('what a connection holds', () => {
  let inbox: InboxRig;
  beforeEach(async () => {
    inbox = await openInbox();
  });
  afterEach(() => inbox.close());

  const count = () => countBacklog(inbox.store, SCOPE);
  const claim = (decide: ClaimDecision, queue: 'new' | 'redeliver' = 'new') =>
    inbox.store.claim({ scope: SCOPE, queue, owner: 'o', now: inbox.clock.now(), limit: 1, decide: () => decide });
  const lease = () => claim({ offer: { leaseUntil: inbox.clock.now() + 1_000 } });

  it('is counted by kind, from its arrival to its close, except statuses', async () => {
    await inbox.take(receivedFax('a'), { document: TIFF });
    await inbox.take(receivedFax('b'));
    await inbox.take(receivedSms('c'));
    await inbox.take(faxStatus('d', 'dialing'));
    assert.deepEqual(await count(), { fax: { ...NONE, waiting: 2 }, sms: { ...NONE, waiting: 1 }, quarantined: 0 });
    await lease();
    await claim('park');
    assert.deepEqual(await count(), {
      ...{ fax: { ...NONE, waiting: 1, inFlow: 1 }, sms: { ...NONE, unclaimed: 1 }, quarantined: 0 },
    });
    await inbox.complete(inbox.keyOf(receivedFax('a')));
    assert.deepEqual((await count()).fax, { ...NONE, waiting: 1 });
  });

  it('shows what was in the flow too long, and what is dead', async () => {
    await inbox.take(receivedSms('a'));
    await lease();
    inbox.clock.advance(2_000);
    await inbox.store.expire(SCOPE, inbox.clock.now(), 2);
    assert.deepEqual((await count()).sms, { ...NONE, waiting: 1, overdue: 1 });
    await claim({ offer: { leaseUntil: inbox.clock.now() + 1_000 } }, 'redeliver');
    assert.deepEqual((await count()).sms, { ...NONE, inFlow: 1, overdue: 1 });
    inbox.clock.advance(2_000);
    await inbox.store.expire(SCOPE, inbox.clock.now(), 2);
    assert.deepEqual((await count()).sms, { ...NONE, dead: 1 });
  });

  it('has waiting jobs, jobs of unknown outcome, and the quarantine', async () => {
    const { jobs } = inbox.store;
    await jobs.submit(newJob('a', { scope: SCOPE }));
    await jobs.submit(newJob('b', { scope: SCOPE, state: 'unknown' }));
    await jobs.submit(newJob('c', { scope: SCOPE, state: 'accepted' }));
    const kept = { reason: 'r', storedAt: 1, keepUntil: inbox.clock.now() + 1e9 };
    await inbox.store.quarantine({ scope: SCOPE, id: 'ab', source: 'push', body: Buffer.from('x'), ...kept });
    const { sms, quarantined } = await count();
    assert.deepEqual([sms, quarantined], [{ ...NONE, queued: 1, unknown: 1 }, 1]);
  });

  it('is counted a moment after a change, once for many changes, and again after a change meanwhile', async () => {
    let counts = 0;
    const watch = new BacklogWatch({ ...inbox, scope: SCOPE, onCount: () => (counts += 1) });
    for (let n = 0; n < 50; n += 1) watch.wake();
    inbox.clock.advance(900);
    assert.equal(inbox.clock.pending, 1);
    inbox.clock.advance(200);
    watch.wake();
    await eventually('it was counted', () => counts === 1);
    await eventually('it will be again', () => inbox.clock.pending === 1);
    inbox.clock.advance(1_000);
    await eventually('it was counted again', () => counts === 2);
    watch.wake();
    await watch.stop();
    assert.equal(inbox.clock.pending, 0);
  });
});
