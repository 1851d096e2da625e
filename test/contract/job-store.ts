import assert from 'node:assert/strict';
import type { Job } from '../../src/domain/job';
import * as steps from '../../src/outbox/job-steps';
import { jobEvent } from '../../src/outbox/job-event';
import type { JobStore } from '../../src/store/job-store';
import type { Store } from '../../src/store/store';
import { faxOrder, faxTold, job, SCOPE } from '../outbox/jobs';
import { FakeClock } from '../support/fake-clock';
import type { StoreFixture } from './store';

const MINUTE = 60_000;

/** What every store must hold of jobs: src/store/job-store.ts. */
export function jobStoreContract(name: string, createFixture: () => Promise<StoreFixture>): void {
  describe(`${name}, as the store of an outbox`, () => {
    const clock = new FakeClock();
    const now = clock.now();
    const closing = { now, keepUntil: now + 10 * MINUTE, documentUntil: now + MINUTE, document: undefined };
    let fixture: StoreFixture;
    let store: Store;
    let jobs: JobStore;

    beforeEach(async () => {
      fixture = await createFixture();
      store = await fixture.open();
      ({ jobs } = store);
    });
    afterEach(async () => {
      await store.close();
      await fixture.destroy();
    });

    async function add(more: Parameters<typeof job>[0] = {}): Promise<Job> {
      const made = job(more, clock);
      assert.equal((await jobs.submit(made)).outcome, 'new');
      return made;
    }

    async function change(before: Job, after: Job): Promise<Job> {
      assert.equal(await jobs.change(before.epoch, after), true);
      return { ...after, epoch: before.epoch + 1 };
    }

    const heads = async (state: Job['state'], at = now): Promise<string[]> =>
      (await jobs.due({ scope: SCOPE, state, now: at, limit: 100 })).map(({ id }) => id);

    async function reopen(): Promise<void> {
      await store.close();
      store = await fixture.open();
      ({ jobs } = store);
    }

    it('keeps a job as it was given, also over a restart', async () => {
      const made = await add({ reference: 'r' });
      await reopen();
      assert.deepEqual(await jobs.get(made.id), made);
      assert.deepEqual(
        (await jobs.list({ scope: SCOPE, state: 'queued', limit: 9 })).map(({ to }) => to),
        [made.order.to],
      );
      assert.equal(await jobs.get('none'), undefined);
    });

    it('changes a job only against the epoch that was meant', async () => {
      const made = await add();
      const begun = steps.begin(made, now, now + MINUTE).job;
      const results = await Promise.all([jobs.change(0, begun), jobs.change(0, begun)]);
      assert.deepEqual(results.sort(), [false, true]);
      assert.deepEqual([(await jobs.get(made.id))?.epoch, (await jobs.get(made.id))?.state], [1, 'sending']);
      assert.equal(await jobs.change(5, begun), false);
    });

    it('accepts the event that tells of a change with it, or neither', async () => {
      const made = await add();
      const { job: taken } = steps.accepted(steps.begin(made, now, now).job, { providerId: 'P', now, dueAt: now });
      const says = jobEvent(taken, { now, keepUntil: now, source: 'push' });
      assert.equal(await jobs.change(7, taken, says), false);
      assert.equal(await store.get(says.key), undefined);
      assert.equal(await jobs.change(0, taken, says), true);
      assert.equal((await store.get(says.key))?.state, 'new');
    });

    it('finds what is due by state, in order of time, then of submission', async () => {
      const [a, b, c] = [await add(), await add(), await add()];
      await change(a, { ...a, dueAt: now + MINUTE });
      assert.deepEqual(await heads('queued'), [b.id, c.id]);
      assert.deepEqual(await heads('queued', now + MINUTE), [b.id, c.id, a.id]);
      assert.deepEqual((await jobs.due({ scope: SCOPE, state: 'queued', now, limit: 1 })).length, 1);
      assert.deepEqual(await heads('accepted'), []);
      assert.equal(await jobs.nextDue(SCOPE, ['queued', 'accepted']), now);
      assert.equal(await jobs.nextDue(SCOPE, ['accepted']), undefined);
      assert.equal(await jobs.nextDue('esendex:other', ['queued']), undefined);
    });

    it('finds a job by every provider id that it ever had, in any case', async () => {
      const made = await add();
      const first = await change(made, { ...made, providerId: 'First-1' });
      const { providerId: _, ...bare } = first;
      const second = await change(first, { ...bare, providerId: 'Second-2' });
      for (const id of ['first-1', 'FIRST-1', 'Second-2']) {
        assert.equal((await jobs.byProviderId(SCOPE, id))?.id, second.id);
      }
      assert.equal(await jobs.byProviderId('esendex:other', 'First-1'), undefined);
      assert.equal(await jobs.byProviderId(SCOPE, 'third'), undefined);
    });

    it('joins a submit with a known identity, of two at once the second, and refuses other content', async () => {
      const identity = { key: 'k', content: 'c', join: 'always' as const };
      const made = [job({ saved: { n: 1 } }, clock), job({ saved: { n: 2 } }, clock)];
      const results = await Promise.all(made.map((one) => jobs.submit(one, identity)));
      assert.deepEqual(results.map(({ outcome }) => outcome).sort(), ['joined', 'new']);
      const ids = results.map((result) => ('job' in result ? result.job.id : ''));
      assert.equal(new Set(ids).size, 1);
      assert.equal((await jobs.get(ids[0] ?? ''))?.messages.length, 2);
      assert.deepEqual(await jobs.submit(job({}, clock), { ...identity, content: 'other' }), { outcome: 'conflict' });
      assert.equal((await jobs.counts(SCOPE)).queued, 1);
    });

    it('joins unless the job has failed, and takes the identity over where it must not join', async () => {
      const identity = { key: 'k', content: 'c' };
      const first = job({}, clock);
      assert.equal((await jobs.submit(first, { ...identity, join: 'never' })).outcome, 'new');
      assert.equal((await jobs.submit(job({}, clock), { ...identity, join: 'unless-failed' })).outcome, 'joined');
      const known = await jobs.get(first.id);
      assert(known);
      await change(known, steps.finishFax(known, faxTold({ state: 'failed', cause: 'busy' }), closing).job);
      const second = job({}, clock);
      assert.equal((await jobs.submit(second, { ...identity, join: 'unless-failed' })).outcome, 'new');
      const joined = await jobs.submit(job({}, clock), { ...identity, join: 'unless-failed' });
      assert.equal(joined.outcome === 'joined' && joined.job.id, second.id);
      assert.equal(
        (await jobs.submit(job({}, clock), { ...identity, content: 'x', join: 'unless-failed' })).outcome,
        'new',
      );
    });

    it('lists finished jobs with a message that was not told, by node', async () => {
      const made = await add({ node: 'node-1' });
      assert.deepEqual(await jobs.untold(SCOPE, 'node-1', 9), []);
      const done = await change(made, steps.cancelled(made, closing).job);
      assert.deepEqual(await jobs.untold(SCOPE, 'node-1', 9), [made.id]);
      assert.deepEqual(await jobs.untold(SCOPE, 'node-2', 9), []);
      assert.equal((await jobs.counts(SCOPE)).untold, 1);
      await change(done, { ...done, messages: done.messages.map((message) => ({ ...message, told: true })) });
      assert.deepEqual(await jobs.untold(SCOPE, 'node-1', 9), []);
      assert.deepEqual(await jobs.counts(SCOPE), {
        ...{ queued: 0, sending: 0, accepted: 0, unknown: 0, finished: 1, untold: 0 },
      });
    });

    it('keeps the documents of open jobs, and of finished ones for their time', async () => {
      const [document] = faxOrder().documents;
      assert(document);
      const made = await add({ order: faxOrder({ documents: [{ ...document, file: 'sent.tif' }] }) });
      assert.equal(await store.knowsDocument('sent.tif'), true);
      await change(made, steps.cancelled(made, closing).job);
      assert.equal(await store.knowsDocument('sent.tif'), true);
      assert.deepEqual((await store.prune(closing.documentUntil - 1)).documents, []);
      assert.deepEqual((await store.prune(closing.documentUntil)).documents, ['sent.tif']);
    });

    it('forgets finished jobs after their time, with all that finds them, and open ones never', async () => {
      const identity = { key: 'k', content: 'c', join: 'always' as const };
      const made = job({}, clock);
      await jobs.submit(made, identity);
      const taken = await change(made, { ...made, providerId: 'P' });
      await change(taken, steps.cancelled(taken, closing).job);
      const open = await add();
      await store.prune(closing.keepUntil - 1);
      assert.equal((await jobs.get(made.id))?.state, 'finished');
      await store.prune(closing.keepUntil);
      assert.equal(await jobs.get(made.id), undefined);
      assert.equal(await jobs.byProviderId(SCOPE, 'P'), undefined);
      assert.deepEqual(await jobs.untold(SCOPE, 'node-1', 9), []);
      assert.equal((await jobs.counts(SCOPE)).finished, 0);
      assert.equal((await jobs.submit(job({}, clock), { ...identity, content: 'new' })).outcome, 'new');
      await store.prune(now + 365 * 24 * 60 * MINUTE);
      assert.equal((await jobs.get(open.id))?.state, 'queued');
    });

    it('leaves an identity with the job that took it over when the former is forgotten', async () => {
      const identity = { key: 'k', content: 'c' };
      const first = job({}, clock);
      await jobs.submit(first, { ...identity, join: 'never' });
      await change(first, steps.cancelled(first, closing).job);
      const second = job({}, clock);
      await jobs.submit(second, { ...identity, join: 'never' });
      await store.prune(closing.keepUntil);
      const joined = await jobs.submit(job({}, clock), { ...identity, join: 'always' });
      assert.equal(joined.outcome === 'joined' && joined.job.id, second.id);
    });

    it('holds a status aside, once a key, until it is let go', async () => {
      const event = { ...jobEvent(job({}, clock), { now, keepUntil: now, source: 'push' }), keyId: 'x' };
      const item = {
        scope: SCOPE,
        key: 'status-1',
        providerId: 'Abc',
        event: event as never,
        source: 'push' as const,
        until: now + 5,
      };
      await jobs.hold(item);
      await jobs.hold({ ...item, until: now + 99 });
      await reopen();
      assert.deepEqual(
        (await jobs.heldFor(SCOPE, 'ABC')).map(({ until }) => until),
        [now + 5],
      );
      assert.deepEqual(await jobs.heldFor(SCOPE, 'abd'), []);
      assert.deepEqual(await jobs.heldDue(SCOPE, now, 9), []);
      assert.equal((await jobs.heldDue(SCOPE, now + 5, 9)).length, 1);
      assert.equal(await jobs.nextHeld(SCOPE), now + 5);
      await jobs.unhold(SCOPE, 'status-1');
      await jobs.unhold(SCOPE, 'status-1');
      assert.deepEqual([await jobs.heldFor(SCOPE, 'Abc'), await jobs.nextHeld(SCOPE)], [[], undefined]);
    });
  });
}
