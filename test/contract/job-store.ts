import assert from 'node:assert/strict';
import { StoreError } from '../../src/domain/errors';
import type { Scope } from '../../src/domain/event-key';
import {
  isFaxJob,
  type FaxJob,
  type FaxOrder,
  type Job,
  type JobFields,
  type JobState,
  type SmsJob,
  type SmsOrder,
} from '../../src/domain/job';
import type { SmsState } from '../../src/domain/sms';
import type { EarlyStatus, JobIdentity, JobStore } from '../../src/store/job-store';
import type { Store } from '../../src/store/store';
import { newEvent, type StoreFixture } from './store';

const SCOPE: Scope = 'etherfax:100';
const OTHER: Scope = 'esendex:ex200';
const T0 = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KEEP = T0 + 30 * DAY;
const NONE = { queued: 0, sending: 0, accepted: 0, unknown: 0, finished: 0, untold: 0 };

const smsOrder: SmsOrder = {
  kind: 'sms',
  ...{ to: '+44200', from: '', text: 'The parcel is here', characterset: 'Auto', validity: 0 },
};

export function faxOrder(...files: string[]): FaxOrder {
  const documents = files.map((file) => ({ file, type: 'image/tiff', filename: 'fax.tif', size: 3, sha256: 'ab' }));
  const rest = { from: '', header: '', stationId: '', timezone: '', quality: 'fine', attempts: 3 } as const;
  return { kind: 'fax', to: '+44200', ...rest, documents };
}

/** By default, an SMS that waits to be sent. `name` is its id and the payload of its message. */
export function newJob(name: string, changes: Partial<SmsJob> = {}): SmsJob {
  const status = { id: name, state: 'queued', final: false, retryable: false } as const;
  return { ...waiting(name), order: smsOrder, redials: {}, status, ...changes };
}

/** Like `newJob`, for a fax. */
export function newFax(name: string, changes: Partial<FaxJob> = {}): FaxJob {
  const status = { id: name, direction: 'out', state: 'queued', final: false, retryable: false } as const;
  return {
    ...waiting(name),
    order: faxOrder(),
    redials: {},
    status: { ...status, cause: 'none', attempt: 1 },
    ...changes,
  };
}

function waiting(name: string): JobFields {
  return {
    ...{ id: name, scope: SCOPE, connection: 'c1', state: 'queued', epoch: 0, calls: 0, attempt: 0 },
    ...{ submittedAt: T0, dueAt: T0, giveUpAt: T0 + DAY, lookups: 0 },
    messages: [{ node: 'n1', message: { topic: name }, tellings: 0, told: false }],
  };
}

export function finished(job: Job, state: SmsState = 'delivered'): Job {
  const until = { finishedAt: T0 + MINUTE, keepUntil: KEEP, documentUntil: T0 + DAY };
  const done: Job = isFaxJob(job)
    ? { ...job, status: { ...job.status, state: state === 'delivered' ? 'succeeded' : 'failed', final: true } }
    : { ...job, status: { id: job.id, state, final: true, retryable: false } };
  delete done.dueAt;
  return { ...done, state: 'finished', ...until };
}

function identity(key: string, changes: Partial<JobIdentity> = {}): JobIdentity {
  return { key, content: 'c'.repeat(64), join: 'always', ...changes };
}

function newEarly(key: string, changes: Partial<EarlyStatus> = {}): EarlyStatus {
  const { payload, ...event } = { ...newEvent(key), kind: 'sms.status', keyId: key } as const;
  const status = { ...payload, id: 'p1', state: 'sent', final: false, retryable: false } as const;
  const { kind, keyId, providerId, raw } = event;
  const told = { kind, keyId, providerId, raw, payload: status };
  return { scope: SCOPE, key, providerId: 'p1', event: told, source: 'push', until: T0 + MINUTE, ...changes };
}

const ids = (heads: { id: string }[]) => heads.map(({ id }) => id);
const keys = (items: EarlyStatus[]) => items.map(({ key }) => key);
const topics = ({ messages }: Job) => messages.map(({ message }) => message['topic']);

/** The tests that every store must pass as far as jobs are concerned. */
export function jobStoreContract(name: string, create: () => Promise<StoreFixture>): void {
  describe(`${name} as a store of jobs`, () => {
    let fixture: StoreFixture;
    let store: Store;
    let jobs: JobStore;

    beforeEach(async () => {
      fixture = await create();
      await open();
    });

    afterEach(async () => {
      await store.close();
      await fixture.destroy();
    });

    async function open(): Promise<void> {
      store = await fixture.open();
      jobs = store.jobs;
    }

    async function submit(...all: Job[]): Promise<void> {
      for (const job of all) assert.equal((await jobs.submit(job)).outcome, 'new');
    }

    async function jobOf(id: string): Promise<Job> {
      const job = await jobs.get(id);
      assert(job, 'the job is there');
      return job;
    }

    /** Changes the current version of the job. */
    async function change(id: string, changes: (job: Job) => Job): Promise<void> {
      const job = await jobOf(id);
      assert.equal(await jobs.change(job.epoch, changes(job)), true);
    }

    const finish = (id: string, state?: SmsState) => change(id, (job) => finished(job, state));

    const untold = async (scope: Scope, node: string) => ids(await jobs.unreported({ scope, node, limit: 10 }));
    const listed = async (state: JobState, scope = SCOPE) => ids(await jobs.list({ scope, state, limit: 100 }));
    const due = async (now: number, state: JobState = 'queued', limit = 100) =>
      ids(await jobs.due({ scope: SCOPE, state, now, limit }));

    describe('submit', () => {
      it('gives back what was stored, to the character', async () => {
        const order = { ...smsOrder, text: 'é\ud83d\ude00 \u2028 \u0000 %/' };
        const job = newJob('a', { order, reference: '' });
        assert.deepEqual(await jobs.submit(job, identity('k')), { outcome: 'new', job });
        assert.deepEqual(await jobs.get('a'), job);
        const fax = newFax('f', { redials: { busy: 2 }, transmittedBy: 'i', stoodAt: 'dialing', goneSince: T0 });
        assert.deepEqual([await jobs.submit(fax), await jobs.get('f')], [{ outcome: 'new', job: fax }, fax]);
        assert.deepEqual(await jobs.getAll(['f', 'none', job.id]), [fax, undefined, job]);
        assert.deepEqual(await jobs.getAll([]), []);
        assert.equal(await jobs.get('b'), undefined);
        assert.equal(await jobs.get(''), undefined);
      });

      it('accepts the event of a new job in the same commit, and none for a message that joins a job or is refused', async () => {
        const says = (id: string) => newEvent(id);
        const told = (id: string) => store.get(newEvent(id).key);
        await jobs.submit(newJob('a'), identity('k'), says('told-a'));
        await jobs.submit(newJob('b'), identity('k'), says('told-b'));
        await jobs.submit(newJob('c'), identity('k', { content: 'other' }), says('told-c'));
        assert.equal((await told('told-a'))?.state, 'new');
        assert.equal(await told('told-b'), undefined);
        assert.equal(await told('told-c'), undefined);
        await jobs.submit(newJob('a'), identity('k'), says('told-again'));
        assert.equal(await told('told-again'), undefined);
      });

      it('makes one job of a hundred at once with one identity, and keeps the message of each', async () => {
        const names = Array.from({ length: 100 }, (_, index) => `j${index}`);
        const results = await Promise.all(names.map((each) => jobs.submit(newJob(each), identity('k'))));
        assert.equal(results.filter(({ outcome }) => outcome === 'new').length, 1);
        assert.equal(results.filter(({ outcome }) => outcome === 'joined').length, 99);
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, queued: 1 });
        const [id = ''] = await listed('queued');
        const job = await jobOf(id);
        assert.deepEqual(topics(job).sort(), names.sort());
        assert.equal(job.epoch, 99);
        const told = results.filter((result) => result.outcome !== 'conflict').map((result) => result.job.id);
        assert.deepEqual(new Set(told), new Set([id]));
      });

      it('makes a job of every message without an identity', async () => {
        await submit(newJob('a'), newJob('b'));
        assert.deepEqual(await listed('queued'), ['a', 'b']);
      });

      it('changes nothing when the same job comes again, whatever its state', async () => {
        await jobs.submit(newJob('a'), identity('k'));
        await change('a', (job) => ({ ...job, state: 'sending' }));
        const again = await jobs.submit(newJob('a'), identity('k'));
        assert.deepEqual(again, { outcome: 'new', job: await jobOf('a') });
        assert.deepEqual(topics(await jobOf('a')), ['a']);
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, sending: 1 });
        assert.deepEqual(await listed('queued'), []);
      });

      it('changes nothing when a job comes again that has joined another, also if that has failed meanwhile', async () => {
        const may = identity('k', { join: 'unless-failed' });
        await jobs.submit(newJob('a'), may);
        await jobs.submit(newJob('b'), may);
        const joined = await jobOf('a');
        assert.deepEqual(await jobs.submit(newJob('b'), may), { outcome: 'joined', job: joined });
        await finish('a', 'failed');
        assert.equal((await jobs.submit(newJob('b'), may)).outcome, 'joined');
        assert.equal((await jobs.submitAll([{ job: newJob('b'), identity: may }])).outcome, 'stored');
        assert.deepEqual([topics(await jobOf('a')), await jobs.get('b')], [['a', 'b'], undefined]);
      });

      it('refuses other content under an identity, and stores nothing of it', async () => {
        await jobs.submit(newJob('a'), identity('k'));
        assert.deepEqual(await jobs.submit(newJob('b'), identity('k', { content: 'other' })), { outcome: 'conflict' });
        assert.equal(await jobs.get('b'), undefined);
        assert.deepEqual(await jobOf('a'), newJob('a'));
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, queued: 1 });
      });

      it('makes a finished job unreported again when a message joins it', async () => {
        await jobs.submit(newJob('a'), identity('k'));
        await change('a', (job) => ({
          ...finished(job),
          messages: job.messages.map((message) => ({ ...message, told: true })),
        }));
        assert.deepEqual(await untold(SCOPE, 'n1'), []);
        const messages = [{ node: 'n2', message: { topic: 'late' }, tellings: 0, told: false }];
        const result = await jobs.submit(newJob('b', { messages }), identity('k'));
        assert.deepEqual(result, { outcome: 'joined', job: await jobOf('a') });
        assert.deepEqual(topics(await jobOf('a')), ['a', 'late']);
        assert.deepEqual(await untold(SCOPE, 'n2'), ['a']);
        assert.deepEqual(await untold(SCOPE, 'n1'), []);
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, finished: 1, untold: 1 });
      });

      it('takes the identity over when it must not join', async () => {
        await jobs.submit(newJob('a'), identity('k', { join: 'never' }));
        assert.equal((await jobs.submit(newJob('b'), identity('k', { join: 'never', content: 'b' }))).outcome, 'new');
        const joined = await jobs.submit(newJob('c'), identity('k', { content: 'b' }));
        assert(joined.outcome === 'joined' && joined.job.id === 'b');
        assert.deepEqual(topics(await jobOf('a')), ['a']);
      });

      for (const state of ['failed', 'rejected', 'expired', 'cancelled'] as const) {
        it(`does not join one that has ended as ${state}, unless it must`, async () => {
          await jobs.submit(newJob('a'), identity('k'));
          await finish('a', state);
          const must = await jobs.submit(newJob('x'), identity('k'));
          assert.equal(must.outcome, 'joined');
          const may = identity('k', { join: 'unless-failed' });
          assert.equal((await jobs.submit(newJob('b'), may)).outcome, 'new');
          const next = await jobs.submit(newJob('c'), may);
          assert(next.outcome === 'joined' && next.job.id === 'b', 'the later one has the identity');
        });
      }

      it('joins unless failed: a job that waits, arrived, or has an unknown outcome has not failed', async () => {
        const may = identity('k', { join: 'unless-failed' });
        await jobs.submit(newJob('a'), may);
        assert.equal((await jobs.submit(newJob('b'), may)).outcome, 'joined');
        await finish('a', 'unknown');
        assert.equal((await jobs.submit(newJob('c'), may)).outcome, 'joined');
        await finish('a', 'delivered');
        assert.equal((await jobs.submit(newJob('d'), may)).outcome, 'joined');
        await change('a', (job) => ({ ...finished(job, 'failed'), state: 'queued' }));
        assert.equal((await jobs.submit(newJob('e'), may)).outcome, 'joined', 'it goes on');
        const other = identity('k', { join: 'unless-failed', content: 'other' });
        assert.equal((await jobs.submit(newJob('f'), other)).outcome, 'new', 'other content is another job');
      });
    });

    describe('submit, of a job that has another name, too', () => {
      const also = { key: 'also', content: 'c'.repeat(64) };

      it('joins it by either name if the content is the same', async () => {
        await jobs.submit(newJob('a'), identity('also'));
        const joined = await jobs.submit(newJob('b'), identity('k', { also }));
        assert(joined.outcome === 'joined' && joined.job.id === 'a');
        await finish('a', 'failed');
        const may = identity('k', { also, join: 'unless-failed' });
        assert.equal((await jobs.submit(newJob('c'), may)).outcome, 'new');
      });

      it('is a separate job, not a conflict, when the job of the other name has other content', async () => {
        await jobs.submit(newJob('a'), identity('also', { content: 'other' }));
        assert.equal((await jobs.submit(newJob('b'), identity('k', { also }))).outcome, 'new');
        assert.equal((await jobs.submit(newJob('c'), identity('k', { content: 'x' }))).outcome, 'conflict');
      });
    });

    describe('submitAll', () => {
      const list = (...names: string[]) =>
        names.map((each) => ({ job: newJob(each), identity: identity(`k-${each}`), says: newEvent(`told-${each}`) }));
      const told = async (id: string) => (await store.get(newEvent(`told-${id}`).key))?.state;

      it('stores all of a list, in its order, with the events that tell of them', async () => {
        const result = await jobs.submitAll(list('a', 'b', 'c'));
        assert(result.outcome === 'stored');
        assert.deepEqual(
          result.taken.map(({ outcome, job }) => [outcome, job.id]),
          [
            ['new', 'a'],
            ['new', 'b'],
            ['new', 'c'],
          ],
        );
        assert.deepEqual(await listed('queued'), ['a', 'b', 'c']);
        assert.deepEqual([await told('a'), await told('c')], ['new', 'new']);
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, queued: 3 });
      });

      it('joins what is there, and adds the rest', async () => {
        await jobs.submitAll(list('b', 'a'));
        const again = list('a', 'b', 'c').map((each) => ({ ...each, job: { ...each.job, id: `${each.job.id}2` } }));
        const result = await jobs.submitAll(again);
        assert(result.outcome === 'stored');
        assert.deepEqual(
          result.taken.map(({ outcome, job }) => [outcome, job.id]),
          [
            ['joined', 'a'],
            ['joined', 'b'],
            ['new', 'c2'],
          ],
        );
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, queued: 3 });
      });

      it('stores nothing of a list with one in conflict, wherever that stands', async () => {
        await jobs.submit(newJob('z'), identity('k-z', { content: 'other' }));
        for (const names of [
          ['z2', 'a', 'b'],
          ['a', 'z2', 'b'],
          ['a', 'b', 'z2'],
        ]) {
          const asked = list(...names).map((each) =>
            each.job.id === 'z2' ? { ...each, identity: identity('k-z') } : each,
          );
          assert.deepEqual(await jobs.submitAll(asked), { outcome: 'conflict' });
          assert.deepEqual(await listed('queued'), ['z']);
          assert.equal(await told('a'), undefined);
          assert.equal((await jobs.submitAll(list())).outcome, 'stored');
        }
        assert.equal((await jobs.submit(newJob('a'), identity('k-a'))).outcome, 'new', 'no name is left behind');
      });

      it('makes one job of two messages in a list with the same identity', async () => {
        const [a, b] = [newJob('a'), newJob('b')];
        const result = await jobs.submitAll([a, b].map((job) => ({ job, identity: identity('k') })));
        assert(result.outcome === 'stored');
        assert.deepEqual(
          result.taken.map(({ outcome, job }) => [outcome, job.id]),
          [
            ['new', 'a'],
            ['joined', 'a'],
          ],
        );
        assert.deepEqual(topics(await jobOf('a')), ['a', 'b']);
      });
    });

    describe('submit, of what an earlier version named otherwise', () => {
      const former = { key: 'old', content: 'o'.repeat(64) };

      it('joins it by the former name', async () => {
        await jobs.submit(newJob('a'), identity('old', { content: former.content, join: 'never' }));
        for (const join of ['always', 'unless-failed'] as const) {
          const result = await jobs.submit(newJob(`b-${join}`), identity('k', { join, former }));
          assert(result.outcome === 'joined' && result.job.id === 'a');
        }
        await finish('a', 'failed');
        assert.equal((await jobs.submit(newJob('c'), identity('k', { join: 'unless-failed', former }))).outcome, 'new');
        const next = await jobs.submit(newJob('d'), identity('k', { join: 'unless-failed', former }));
        assert(next.outcome === 'joined' && next.job.id === 'c', 'the later one, by its own name');
      });

      it('takes the former content for the same, under one key', async () => {
        await jobs.submit(newJob('a'), identity('k', { content: former.content }));
        const same = { ...former, key: 'k' };
        assert.equal((await jobs.submit(newJob('b'), identity('k', { former: same }))).outcome, 'joined');
        assert.equal((await jobs.submit(newJob('c'), identity('k'))).outcome, 'conflict');
      });

      it('is a separate job when it must not join', async () => {
        await jobs.submit(newJob('a'), identity('old', { content: former.content }));
        assert.equal((await jobs.submit(newJob('b'), identity('k', { join: 'never', former }))).outcome, 'new');
      });
    });

    describe('change', () => {
      it('has one winner among changes of the same epoch, and the losers change nothing', async () => {
        await submit(newJob('a'));
        const tries = Array.from({ length: 20 }, (_, calls) => jobs.change(0, newJob('a', { calls, epoch: 77 })));
        const results = await Promise.all(tries);
        assert.equal(results.filter(Boolean).length, 1);
        const job = await jobOf('a');
        assert.deepEqual(job, newJob('a', { calls: results.indexOf(true), epoch: 1 }));
        assert.equal(await jobs.change(0, newJob('a', { calls: 99 })), false);
        assert.equal(await jobs.change(2, newJob('a', { calls: 99 })), false);
        assert.equal((await jobOf('a')).calls, job.calls);
      });

      it('never loses a message that joined meanwhile', async () => {
        await jobs.submit(newJob('a'), identity('k'));
        const seen = await jobOf('a');
        await jobs.submit(newJob('b'), identity('k'));
        assert.equal(await jobs.change(seen.epoch, finished(seen)), false);
        assert.deepEqual(topics(await jobOf('a')), ['a', 'b']);
      });

      it('makes no job of one that is not there', async () => {
        assert.equal(await jobs.change(0, newJob('a')), false);
        assert.equal(await jobs.get('a'), undefined);
        assert.deepEqual(await jobs.counts(SCOPE), NONE);
      });

      it('accepts the event of the change in the same commit', async () => {
        await submit(newJob('a'));
        const says = newEvent('says');
        assert.equal(await jobs.change(5, newJob('a'), says), false);
        assert.equal(await store.get(says.key), undefined);
        assert.equal(await jobs.change(0, newJob('a', { state: 'accepted' }), says), true);
        assert.equal((await store.get(says.key))?.state, 'new');
        assert.equal(
          await jobs.change(1, newJob('a', { calls: 2 }), says),
          true,
          'an event that is known is no obstacle',
        );
        assert.equal((await store.counts(SCOPE)).new, 1);
      });

      it('keeps the place in order of submission', async () => {
        await submit(newJob('a'), newJob('b'));
        await change('a', (job) => ({ ...job, state: 'sending' }));
        await change('a', (job) => ({ ...job, state: 'queued' }));
        assert.deepEqual(await listed('queued'), ['a', 'b']);
      });
    });

    describe('move', () => {
      const before = (key: string) => identity(`${OTHER}:${key}`);
      const there = (key: string, changes: Partial<JobIdentity> = {}) => identity(`${SCOPE}:${key}`, changes);
      const elsewhere = (name: string, changes: Partial<SmsJob> = {}) => newJob(name, { scope: OTHER, ...changes });
      const faxElsewhere = (name: string, order: FaxOrder) => newFax(name, { scope: OTHER, order });

      it('moves a job to another scope with its place, counters, documents and messages, in one commit with its event', async () => {
        const order = faxOrder('a.tif');
        await jobs.submit(faxElsewhere('a', order));
        await submit(newJob('b'));
        const moved = await jobs.move('a', SCOPE, () => newEvent('told'));
        const job = { ...faxElsewhere('a', order), scope: SCOPE, epoch: 1 };
        assert.deepEqual(moved, { outcome: 'new', job });
        assert.deepEqual(await jobOf('a'), job);
        assert.deepEqual([await listed('queued'), await listed('queued', OTHER)], [['a', 'b'], []]);
        assert.deepEqual(await due(T0), ['a', 'b']);
        assert.deepEqual([await jobs.counts(SCOPE), await jobs.counts(OTHER)], [{ ...NONE, queued: 2 }, NONE]);
        assert.equal((await store.get(newEvent('told').key))?.state, 'new');
        assert.equal(await store.knowsDocument('a.tif'), true);
      });

      it('resolves with the job as it is by then, in its new scope', async () => {
        await jobs.submit(elsewhere('a'));
        await finish('a', 'failed');
        let said: Job | undefined;
        const moved = await jobs.move('a', SCOPE, (job) => {
          said = job;
          return newEvent('told');
        });
        assert.deepEqual(said, moved?.job);
        assert.deepEqual([said?.state, said?.scope], ['finished', SCOPE]);
      });

      it('takes along what is unreported of a finished job', async () => {
        await jobs.submit(elsewhere('a'));
        await finish('a', 'failed');
        await jobs.move('a', SCOPE);
        assert.deepEqual([await untold(SCOPE, 'n1'), await untold(OTHER, 'n1')], [['a'], []]);
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, finished: 1, untold: 1 });
      });

      it('takes its identity along, so that others join it there', async () => {
        await jobs.submit(elsewhere('a'), before('k'));
        await jobs.move('a', SCOPE);
        assert.equal((await jobs.submit(newJob('b'), there('k'))).outcome, 'joined');
        assert.equal((await jobs.submit(elsewhere('c'), before('k'))).outcome, 'new');
      });

      it('joins the job that was there first, and is gone', async () => {
        await jobs.submit(newJob('first'), there('k'));
        await jobs.submit(faxElsewhere('a', faxOrder('a.tif')), before('k'));
        const moved = await jobs.move('a', SCOPE, () => newEvent('told'));
        assert.deepEqual([moved?.outcome, moved?.job.id], ['joined', 'first']);
        assert.deepEqual(topics(await jobOf('first')), ['first', 'a']);
        assert.equal(await jobs.get('a'), undefined);
        assert.deepEqual([await jobs.counts(SCOPE), await jobs.counts(OTHER)], [{ ...NONE, queued: 1 }, NONE]);
        assert.equal(await store.get(newEvent('told').key), undefined);
        assert.equal(await store.knowsDocument('a.tif'), false);
        const again = newFax('a', { scope: SCOPE });
        assert.equal((await jobs.submit(again, there('k'))).outcome, 'joined');
        assert.deepEqual(topics(await jobOf('first')), ['first', 'a'], 'its message has joined already');
      });

      it('stays a job of its own beside one that has failed, whose identity it takes', async () => {
        await jobs.submit(newJob('first'), there('k'));
        await finish('first', 'failed');
        await jobs.submit(elsewhere('a'), before('k'));
        assert.equal((await jobs.move('a', SCOPE))?.outcome, 'new');
        const joined = await jobs.submit(newJob('b'), there('k'));
        assert.equal(joined.outcome === 'joined' && joined.job.id, 'a');
      });

      it('stays a job of its own beside one of other content, whose identity it leaves alone', async () => {
        await jobs.submit(newJob('first'), there('k', { content: 'other' }));
        await jobs.submit(elsewhere('a'), before('k'));
        assert.equal((await jobs.move('a', SCOPE))?.outcome, 'new');
        assert.equal((await jobs.submit(newJob('b'), there('k', { content: 'other' }))).outcome, 'joined');
        assert.deepEqual(await listed('queued'), ['first', 'a']);
      });

      it('leaves a later job the identity that it has taken over', async () => {
        await jobs.submit(elsewhere('a'), before('k'));
        await jobs.submit(elsewhere('b'), { ...before('k'), join: 'never' });
        await jobs.move('a', SCOPE);
        const joined = await jobs.submit(elsewhere('c'), before('k'));
        assert.equal(joined.outcome === 'joined' && joined.job.id, 'b');
        assert.equal((await jobs.submit(newJob('d'), there('k'))).outcome, 'new');
      });

      it('does nothing to a job that is there already or does not exist', async () => {
        await submit(newJob('a'));
        assert.equal(await jobs.move('a', SCOPE), undefined);
        assert.equal(await jobs.move('none', SCOPE), undefined);
        assert.equal((await jobOf('a')).epoch, 0);
      });
    });

    describe('provider ids', () => {
      it('find the job by any id that it had, in upper or lower case, in its own scope only', async () => {
        await submit(newJob('a'), newJob('b', { scope: OTHER }));
        await change('a', (job) => ({ ...job, state: 'accepted', providerId: 'First-ID' }));
        await change('a', ({ providerId: _, ...job }) => ({ ...job, state: 'queued' }));
        await change('a', (job) => ({ ...job, state: 'accepted', providerId: 'SECOND' }));
        for (const id of ['first-id', 'FIRST-ID', 'second', 'Second']) {
          assert.deepEqual(await jobs.byProviderId(SCOPE, id), await jobOf('a'));
          assert.equal(await jobs.byProviderId(OTHER, id), undefined);
        }
        assert.equal(await jobs.byProviderId(SCOPE, 'first'), undefined);
        assert.equal(await jobs.byProviderId(SCOPE, ''), undefined);
        await finish('a');
        assert.equal((await jobs.byProviderId(SCOPE, 'first-id'))?.id, 'a');
        await store.prune(KEEP);
        assert.equal(await jobs.byProviderId(SCOPE, 'first-id'), undefined);
        assert.equal(await jobs.byProviderId(SCOPE, 'second'), undefined);
      });

      it('still find the other job when one of two that had the same id is forgotten', async () => {
        await submit(newJob('a'), newJob('b'));
        await change('b', (job) => ({ ...job, providerId: 'p' }));
        await change('a', (job) => finished({ ...job, providerId: 'P' }));
        assert.equal((await jobs.byProviderId(SCOPE, 'p'))?.id, 'b', 'the last submitted');
        await store.prune(KEEP);
        assert.equal((await jobs.byProviderId(SCOPE, 'p'))?.id, 'b');
      });
    });

    describe('what is due', () => {
      it('comes by due time, then in order of submission, and not before its time', async () => {
        await submit(
          newJob('late', { dueAt: T0 + MINUTE }),
          newJob('a', { dueAt: T0 + 1 }),
          newJob('b', { dueAt: T0 }),
        );
        await submit(newJob('c', { dueAt: T0 + 1 }), newJob('other', { scope: OTHER }));
        await submit(newJob('sending', { state: 'sending' }));
        assert.deepEqual(await due(T0 - 1), []);
        assert.deepEqual(await due(T0), ['b']);
        assert.deepEqual(await due(T0 + MINUTE - 1), ['b', 'a', 'c']);
        assert.deepEqual(await due(T0 + MINUTE), ['b', 'a', 'c', 'late']);
        assert.deepEqual(await due(T0 + MINUTE, 'queued', 2), ['b', 'a']);
        assert.deepEqual(await due(T0, 'sending'), ['sending']);
        assert.deepEqual(await due(T0, 'unknown'), []);
      });

      it('follows a job that changes', async () => {
        await submit(newJob('a'));
        await change('a', (job) => ({ ...job, dueAt: T0 + MINUTE }));
        assert.deepEqual(await due(T0), []);
        await change('a', (job) => ({ ...job, state: 'accepted' }));
        assert.deepEqual(await due(T0 + MINUTE), []);
        assert.deepEqual(await due(T0 + MINUTE, 'accepted'), ['a']);
        await change('a', (job) => ({ ...finished(job), dueAt: T0 }));
        assert.equal(await jobs.nextDue(SCOPE, ['accepted', 'finished']), undefined);
        for (const state of ['accepted', 'finished'] as const) assert.deepEqual(await due(T0 + DAY, state), []);
      });

      it('is named by the earliest time of the states that are asked for', async () => {
        const next = (states: JobState[]) => jobs.nextDue(SCOPE, states);
        assert.equal(await next(['queued', 'sending']), undefined);
        await submit(newJob('a', { dueAt: T0 + 5 }), newJob('b', { dueAt: T0 + 3, state: 'sending' }));
        await submit(newJob('c', { dueAt: T0 + 1, scope: OTHER }), newJob('d', { dueAt: T0 + 9 }));
        assert.equal(await next(['queued', 'sending']), T0 + 3);
        assert.equal(await next(['queued']), T0 + 5);
        assert.equal(await next(['accepted']), undefined);
        assert.equal(await next([]), undefined);
        await finish('b');
        assert.equal(await next(['queued', 'sending', 'finished']), T0 + 5);
      });

      it('is told by heads, with all that a choice needs', async () => {
        await submit(newFax('a', { order: faxOrder('one'), attempt: 2, submittedAt: T0 - 5, callAt: T0 - 3 }));
        const [{ seq, ...head } = { seq: NaN }] = await jobs.due({ scope: SCOPE, state: 'queued', now: T0, limit: 1 });
        assert(seq > 0);
        const times = { submittedAt: T0 - 5, dueAt: T0, giveUpAt: T0 + DAY, callAt: T0 - 3 };
        assert.deepEqual(head, { id: 'a', kind: 'fax', to: '+44200', state: 'queued', attempt: 2, ...times });
      });
    });

    describe('lists and counts', () => {
      it('lists one state in order of submission, page by page', async () => {
        await submit(...['c', 'a', 'b', 'd'].map((id) => newJob(id)));
        await submit(newJob('x', { state: 'unknown' }), newJob('y', { scope: OTHER }));
        const page = (after?: number) =>
          jobs.list({ scope: SCOPE, state: 'queued', limit: 3, ...(after !== undefined && { after }) });
        const first = await page();
        assert.deepEqual(ids(first), ['c', 'a', 'b']);
        assert.deepEqual(ids(await page(first[2]?.seq)), ['d']);
        assert.deepEqual(await listed('unknown'), ['x']);
        assert.deepEqual(await listed('queued', OTHER), ['y']);
      });

      it('counts every state, per scope, beside the events', async () => {
        await submit(newJob('a'), newJob('b', { state: 'sending' }), newJob('c'), newJob('o', { scope: OTHER }));
        await finish('c');
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, queued: 1, sending: 1, finished: 1, untold: 1 });
        assert.deepEqual(await jobs.counts(OTHER), { ...NONE, queued: 1 });
        assert.deepEqual(await jobs.counts('aculab:nobody'), NONE);
        assert(Object.values(await store.counts(SCOPE)).every((count) => count === 0));
      });

      it('lists finished jobs with unreported messages, by the node that took the message', async () => {
        const [first, second] = ['n1', 'n2'].map((node) => ({ node, message: {}, tellings: 0, told: false }));
        assert(first && second);
        await submit(newJob('a', { messages: [first, first, second] }), newJob('b'), newJob('waiting'));
        assert.deepEqual(await untold(SCOPE, 'n1'), []);
        await finish('b');
        await finish('a');
        assert.deepEqual(await untold(SCOPE, 'n1'), ['a', 'b']);
        const [head] = await jobs.unreported({ scope: SCOPE, node: 'n1', limit: 1 });
        assert.equal(head?.id, 'a');
        assert.deepEqual(ids(await jobs.unreported({ scope: SCOPE, node: 'n1', after: head.seq, limit: 9 })), ['b']);
        assert.deepEqual(await untold(SCOPE, 'n2'), ['a']);
        assert.deepEqual(await untold(SCOPE, 'n'), []);
        assert.deepEqual(await untold(OTHER, 'n1'), []);
        const told = { ...first, told: true };
        await change('a', (job) => ({ ...job, messages: [told, first, second] }));
        assert.deepEqual(await untold(SCOPE, 'n1'), ['a', 'b'], 'one message of it waits');
        await change('a', (job) => ({ ...job, messages: [told, told, second] }));
        assert.deepEqual(await untold(SCOPE, 'n1'), ['b']);
        assert.equal((await jobs.counts(SCOPE)).untold, 2);
        await change('a', (job) => ({ ...job, messages: [told, told, { ...second, told: true }] }));
        assert.equal((await jobs.counts(SCOPE)).untold, 1);
      });
    });

    describe('documents of faxes', () => {
      const known = (...files: string[]) => Promise.all(files.map((file) => store.knowsDocument(file)));

      it('are known until the job ends, and then until the flow needs them no more', async () => {
        await submit(newFax('a', { order: faxOrder('one', 'two') }), newFax('b', { order: faxOrder('two') }));
        assert.deepEqual((await store.prune(KEEP)).documents, []);
        assert.deepEqual(await known('one', 'two', 'three'), [true, true, false]);
        await finish('a');
        assert.deepEqual((await store.prune(T0 + DAY - 1)).documents, []);
        assert.deepEqual(await known('one', 'two'), [true, true]);
        assert.deepEqual((await store.prune(T0 + DAY)).documents, ['one'], 'the other job still needs the second');
        await store.forgetDocuments(['one']);
        assert.deepEqual(await known('one', 'two'), [false, true]);
        await finish('b');
        assert.deepEqual((await store.prune(T0 + DAY)).documents, ['two']);
        assert.equal((await jobOf('a')).state, 'finished', 'the job outlives its documents');
      });

      it('are kept longer when a job that had ended changes its end', async () => {
        await submit(newFax('a', { order: faxOrder('one') }));
        await finish('a', 'unknown');
        await change('a', (job) => ({ ...job, documentUntil: T0 + 2 * DAY }));
        assert.deepEqual((await store.prune(T0 + DAY)).documents, []);
        assert.deepEqual((await store.prune(T0 + 2 * DAY)).documents, ['one']);
      });

      it('are not known again once they are forgotten, when the job is merely told', async () => {
        await submit(newFax('a', { order: faxOrder('one') }));
        await finish('a');
        await store.forgetDocuments((await store.prune(T0 + DAY)).documents);
        await change('a', (job) => ({ ...job, messages: [] }));
        assert.deepEqual(await known('one'), [false]);
      });
    });

    describe('prune', () => {
      it('forgets finished jobs whose time is over, and unfinished ones never', async () => {
        await submit(newJob('done'), ...(['queued', 'sending', 'accepted', 'unknown'] as const).map(inState));
        await finish('done');
        assert.equal((await store.prune(KEEP - 1)).removed, 0);
        assert.deepEqual(await store.prune(KEEP), { documents: [], removed: 1, more: false });
        assert.equal(await jobs.get('done'), undefined);
        assert.deepEqual(await listed('finished'), []);
        assert.deepEqual(await untold(SCOPE, 'n1'), []);
        await store.prune(KEEP + 1_000 * DAY);
        const rest = { queued: 1, sending: 1, accepted: 1, unknown: 1 };
        assert.deepEqual(await jobs.counts(SCOPE), { ...NONE, ...rest });
      });

      it('spares a job whose end was put off, or that goes on', async () => {
        await submit(newJob('later'), newJob('again'));
        await finish('later');
        await finish('again');
        await change('later', (job) => ({ ...job, keepUntil: KEEP + 1 }));
        await change('again', (job) => ({ ...job, state: 'queued' }));
        await store.prune(KEEP);
        assert.notEqual(await jobs.get('later'), undefined);
        assert.notEqual(await jobs.get('again'), undefined);
      });

      it('frees the identity with the job, unless a later job has taken it over', async () => {
        await jobs.submit(newJob('a'), identity('k'));
        await jobs.submit(newJob('b'), identity('k', { join: 'never' }));
        await finish('a');
        await store.prune(KEEP);
        const joined = await jobs.submit(newJob('c'), identity('k'));
        assert(joined.outcome === 'joined' && joined.job.id === 'b');
        await finish('b');
        await store.prune(KEEP);
        assert.equal((await jobs.submit(newJob('d'), identity('k', { content: 'other' }))).outcome, 'new');
      });
    });

    describe('early statuses', () => {
      it('are found by their provider id in any case, each key once', async () => {
        await jobs.keepEarly(newEarly('k1', { providerId: 'Abc' }));
        await jobs.keepEarly(newEarly('k1', { providerId: 'Abc', until: T0 + DAY, source: 'poll' }));
        await jobs.keepEarly(newEarly('k2', { providerId: 'aBC' }));
        await jobs.keepEarly(newEarly('k3', { providerId: 'ab' }));
        await jobs.keepEarly(newEarly('k4', { providerId: 'abc', scope: OTHER }));
        assert.deepEqual(await jobs.earlyFor(SCOPE, 'ABC'), [
          newEarly('k1', { providerId: 'Abc' }),
          newEarly('k2', { providerId: 'aBC' }),
        ]);
        assert.deepEqual(keys(await jobs.earlyFor(OTHER, 'abc')), ['k4']);
        assert.deepEqual(await jobs.earlyFor(SCOPE, 'a'), []);
      });

      it('come by their time, and stay until they are let go', async () => {
        assert.equal(await jobs.nextEarly(SCOPE), undefined);
        await jobs.keepEarly(newEarly('late', { until: T0 + 9 }));
        await jobs.keepEarly(newEarly('soon', { until: T0 + 5 }));
        await jobs.keepEarly(newEarly('other', { until: T0, scope: OTHER }));
        assert.equal(await jobs.nextEarly(SCOPE), T0 + 5);
        assert.deepEqual(await jobs.earlyDue(SCOPE, T0 + 4, 10), []);
        assert.deepEqual(keys(await jobs.earlyDue(SCOPE, T0 + 9, 10)), ['soon', 'late']);
        assert.deepEqual(keys(await jobs.earlyDue(SCOPE, T0 + 9, 1)), ['soon']);
        await store.prune(KEEP + DAY);
        assert.equal((await jobs.earlyFor(SCOPE, 'p1')).length, 2);
        await jobs.dropEarly(SCOPE, 'soon');
        await jobs.dropEarly(SCOPE, 'soon');
        await jobs.dropEarly(SCOPE, 'other');
        assert.deepEqual(keys(await jobs.earlyFor(SCOPE, 'p1')), ['late']);
        assert.deepEqual(keys(await jobs.earlyDue(SCOPE, T0 + DAY, 10)), ['late']);
        assert.equal(await jobs.nextEarly(SCOPE), T0 + 9);
        assert.equal(await jobs.nextEarly(OTHER), T0);
        await jobs.keepEarly(newEarly('soon', { until: T0 + 5 }));
        assert.equal(await jobs.nextEarly(SCOPE), T0 + 5, 'it may come again');
      });
    });

    describe('close', () => {
      it('loses nothing: jobs, indexes, identities and early statuses are there after reopening', async () => {
        await submit(newFax('fax', { order: faxOrder('one') }), newJob('done'));
        await jobs.submit(newJob('a', { dueAt: T0 + 1 }), identity('k'));
        await change('a', (job) => ({ ...job, state: 'accepted', providerId: 'p' }));
        await finish('done');
        await jobs.keepEarly(newEarly('held'));
        const before = { job: await jobOf('a'), counts: await jobs.counts(SCOPE) };
        await store.close();
        await open();
        assert.deepEqual({ job: await jobOf('a'), counts: await jobs.counts(SCOPE) }, before);
        assert.deepEqual(await jobs.byProviderId(SCOPE, 'P'), before.job);
        assert.deepEqual(await due(T0 + 1, 'accepted'), ['a']);
        assert.deepEqual(await untold(SCOPE, 'n1'), ['done']);
        assert.equal(await store.knowsDocument('one'), true);
        assert.deepEqual(keys(await jobs.earlyFor(SCOPE, 'p1')), ['held']);
        assert.equal((await jobs.submit(newJob('b'), identity('k'))).outcome, 'joined');
        await submit(newJob('last'));
        assert.deepEqual(await listed('queued'), ['fax', 'last']);
      });

      it('makes every call reject', async () => {
        await store.close();
        await assert.rejects(jobs.submit(newJob('a')), StoreError);
        await assert.rejects(jobs.change(0, newJob('a')), StoreError);
        await assert.rejects(jobs.get('a'), StoreError);
        await assert.rejects(jobs.due({ scope: SCOPE, state: 'queued', now: T0, limit: 1 }), StoreError);
        await assert.rejects(jobs.keepEarly(newEarly('k')), StoreError);
      });
    });
  });
}

function inState(state: JobState): Job {
  return newJob(`in ${state}`, { state });
}
