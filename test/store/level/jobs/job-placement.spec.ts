import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Scope } from '../../../../src/domain/event-key';
import type { Job, JobState } from '../../../../src/domain/job';
import { silentLog } from '../../../../src/domain/log';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import type { Store } from '../../../../src/store/store';
import { faxOrder, finished, newFax } from '../../../contract/job-store';
import { FakeClock } from '../../../support/fake-clock';
import { storedEntries } from '../stored-entries';
import { temporaryFolder } from '../temporary-folder';

const SCOPE: Scope = 'etherfax:100';
const STATES: JobState[] = ['queued', 'sending', 'accepted', 'unknown', 'finished'];
const NODES = ['n1', 'n2'];
const KEYS = ['k1', 'k2'];
const PROVIDER_IDS = ['p1', 'P2'];
const FILES = ['one', 'two'];
const FOREVER = Number.MAX_SAFE_INTEGER - 1;

type Step =
  | { do: 'submit'; key: string | undefined; join: 'always' | 'unless-failed' | 'never'; content: string; node: string }
  | { do: 'move'; nth: number; state: JobState; providerId: string | undefined; dueAt: number }
  | { do: 'finish'; nth: number; failed: boolean; keepUntil: number }
  | { do: 'tell'; nth: number }
  | { do: 'prune'; now: number };

const time = fc.integer({ min: 1, max: 50 });
const nth = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('submit' as const),
    key: fc.constantFrom(undefined, ...KEYS),
    join: fc.constantFrom('always' as const, 'unless-failed' as const, 'never' as const),
    content: fc.constantFrom('x', 'y'),
    node: fc.constantFrom(...NODES),
  }),
  fc.record({
    do: fc.constant('move' as const),
    nth,
    state: fc.constantFrom<JobState>('queued', 'sending', 'accepted', 'unknown'),
    providerId: fc.constantFrom(undefined, ...PROVIDER_IDS),
    dueAt: time,
  }),
  fc.record({ do: fc.constant('finish' as const), nth, failed: fc.boolean(), keepUntil: time }),
  fc.record({ do: fc.constant('tell' as const), nth }),
  fc.record({ do: fc.constant('prune' as const), now: time }),
);

/** What is kept, written as plainly as can be: jobs in order of submission, and nothing indexed. */
interface Model {
  jobs: Map<string, { job: Job; providerIds: Set<string> }>;
  identities: Map<string, { id: string; content: string }>;
  submitted: number;
}

/** Does the step to the store and to the model; both must answer alike. */
async function take(store: Store, model: Model, each: Step): Promise<void> {
  if (each.do === 'submit') return submit(store, model, each);
  if (each.do === 'prune') return prune(store, model, each.now);
  const job = [...model.jobs.values()][each.nth]?.job;
  if (job !== undefined) await change(store, model, job, changed(job, each));
}

async function submit(store: Store, model: Model, { key, join, content, node }: Step & { do: 'submit' }) {
  const id = `j${(model.submitted += 1)}`;
  const messages = [{ node, message: { topic: id }, tellings: 0, told: false }];
  const job = newFax(id, { order: faxOrder(FILES[model.submitted % 2] ?? ''), messages, dueAt: model.submitted });
  const result = await store.jobs.submit(job, key === undefined ? undefined : { key, join, content });
  const owner = key === undefined || join === 'never' ? undefined : model.identities.get(key);
  const known = owner && model.jobs.get(owner.id);
  const isSame = owner?.content === content;
  const hasFailed = known?.job.state === 'finished' && known.job.status.state === 'failed';
  if (known !== undefined && join === 'always' && !isSame) {
    assert.deepEqual(result, { outcome: 'conflict' });
  } else if (known !== undefined && isSame && (join === 'always' || !hasFailed)) {
    const joining = messages.map((message) => ({ ...message, joinedAs: id }));
    known.job = { ...known.job, epoch: known.job.epoch + 1, messages: [...known.job.messages, ...joining] };
    assert.deepEqual(result, { outcome: 'joined', job: known.job });
  } else {
    model.jobs.set(id, { job, providerIds: new Set() });
    if (key !== undefined) model.identities.set(key, { id, content });
    assert.deepEqual(result, { outcome: 'new', job });
  }
}

function changed(job: Job, each: Exclude<Step, { do: 'submit' | 'prune' }>): Job {
  const { providerId: _, ...calm } = job;
  switch (each.do) {
    case 'move': {
      const { state, dueAt, providerId } = each;
      return { ...calm, state, dueAt, ...(providerId !== undefined && { providerId }) };
    }
    case 'finish': {
      const { keepUntil } = each;
      return { ...finished(job, each.failed ? 'failed' : 'delivered'), keepUntil, documentUntil: FOREVER };
    }
    case 'tell':
      return { ...job, messages: job.messages.map((message) => ({ ...message, told: true })) };
  }
}

async function change(store: Store, model: Model, { id, epoch }: Job, next: Job): Promise<void> {
  assert.equal(await store.jobs.change(epoch + 1, next), false);
  assert.equal(await store.jobs.change(epoch, next), true);
  const known = model.jobs.get(id);
  assert(known);
  known.job = { ...next, epoch: epoch + 1 };
  if (next.providerId !== undefined) known.providerIds.add(next.providerId.toLowerCase());
}

async function prune(store: Store, model: Model, now: number): Promise<void> {
  await store.prune(now);
  for (const [id, { job }] of model.jobs) {
    if (job.state === 'finished' && (job.keepUntil ?? 0) <= now) model.jobs.delete(id);
  }
  for (const [key, { id }] of model.identities) if (!model.jobs.has(id)) model.identities.delete(key);
}

/** All that the store can be asked, asked. */
async function seen({ jobs }: Store): Promise<unknown> {
  return {
    jobs: await Promise.all(
      STATES.map(async (state) => {
        const heads = await jobs.list({ scope: SCOPE, state, limit: 100 });
        return Promise.all(heads.map(({ id }) => jobs.get(id)));
      }),
    ),
    due: await Promise.all(
      STATES.map(async (state) => (await jobs.due({ scope: SCOPE, state, now: 25, limit: 100 })).map(({ id }) => id)),
    ),
    nextDue: await jobs.nextDue(SCOPE, STATES),
    untold: await Promise.all(
      NODES.map(async (node) => (await jobs.unreported({ scope: SCOPE, node, limit: 100 })).map(({ id }) => id)),
    ),
    byProviderId: await Promise.all(PROVIDER_IDS.map(async (id) => (await jobs.byProviderId(SCOPE, id))?.id)),
    counts: await jobs.counts(SCOPE),
  };
}

function expected(model: Model): unknown {
  const all = [...model.jobs.values()];
  const inState = (state: JobState) => all.map(({ job }) => job).filter((job) => job.state === state);
  const untold = (job: Job, node?: string) =>
    job.messages.some((message) => !message.told && (node === undefined || message.node === node));
  const times = all.map(({ job }) => (job.state === 'finished' ? undefined : job.dueAt));
  const dueTimes = times.filter((at) => at !== undefined);
  const dueNow = (jobs: Job[]) =>
    jobs
      .filter(({ state, dueAt = Infinity }) => state !== 'finished' && dueAt <= 25)
      .sort((left, right) => (left.dueAt ?? 0) - (right.dueAt ?? 0))
      .map(({ id }) => id);
  const ended = inState('finished');
  const counts = Object.fromEntries(STATES.map((state) => [state, inState(state).length]));
  return {
    jobs: STATES.map(inState),
    due: STATES.map((state) => dueNow(inState(state))),
    nextDue: dueTimes.length === 0 ? undefined : Math.min(...dueTimes),
    untold: NODES.map((node) => ended.filter((job) => untold(job, node)).map(({ id }) => id)),
    byProviderId: PROVIDER_IDS.map(
      (id) => all.findLast(({ providerIds }) => providerIds.has(id.toLowerCase()))?.job.id,
    ),
    counts: { ...counts, untold: ended.filter((job) => untold(job)).length },
  };
}

/** What lies in the closed database; a counter at 0 is as good as none. */
async function entriesIn(folder: string): Promise<string[]> {
  const entries = await storedEntries(folder);
  return entries.filter(([key, value]) => !(key.startsWith('count/') && value === '0')).map(([key]) => key);
}

describe('The jobs of the embedded store', () => {
  it('are found as if nothing were indexed, and leave nothing behind, whatever happens to them', async () => {
    const home = await temporaryFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const folder = join(home.folder, String((run += 1)));
        const store = await openLevelStore({ folder, clock: new FakeClock(), log: silentLog });
        const model: Model = { jobs: new Map(), identities: new Map(), submitted: 0 };
        try {
          for (const each of steps) {
            await take(store, model, each);
            assert.deepEqual(await seen(store), expected(model));
          }
          for (const { job } of model.jobs.values())
            await change(store, model, job, { ...finished(job), keepUntil: 0 });
          await prune(store, model, 0);
          await store.forgetDocuments(FILES);
        } finally {
          await store.close();
        }
        assert.deepEqual(await entriesIn(folder), model.submitted === 0 ? [] : ['meta/sequence']);
      }),
      { numRuns: 40 },
    );
    await home.remove();
  });
});
