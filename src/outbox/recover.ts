import type { JobState } from '../domain/job';
import type { JobHead } from '../store/job-store';
import { callUnderWay } from './under-way';
import * as steps from './job-steps';
import { nextLookAt } from './next-look';
import { closingOf, fromNow, type OutboxContext } from './outbox-context';

const PAGE = 500;
const OPEN: readonly JobState[] = ['queued', 'sending', 'accepted', 'unknown'];
/** After an outage calls that were due meanwhile do not all go at once. */
const SPREAD_MS = 30_000;

/** Takes up the open jobs that an earlier process, or the connection before a deploy, has left. */
export async function recover(context: OutboxContext, onCallEnded: (jobId: string) => void): Promise<void> {
  for (const state of OPEN) {
    for await (const head of openJobs(context, state)) await recoverOne(context, head, onCallEnded);
  }
}

async function* openJobs({ store, scope }: OutboxContext, state: JobState): AsyncGenerator<JobHead> {
  for (let after = -1, page: JobHead[]; ; after = page.at(-1)?.seq ?? after) {
    page = await store.jobs.list({ scope, state, after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
  }
}

async function recoverOne(context: OutboxContext, { id, state }: JobHead, onCallEnded: (jobId: string) => void) {
  const { store, jobs, underWay, clock, random, providerSince = 0 } = context;
  const job = await store.jobs.get(id);
  if (job === undefined) return;
  underWay.note(job);
  if (state !== 'queued' && (job.callAt ?? 0) < providerSince && callUnderWay(id) === undefined) {
    const closing = await closingOf(context, job);
    await jobs.update(id, (now) => (now.state === state ? steps.giveUp(now, closing) : undefined));
    return;
  }
  if (state === 'sending') {
    const call = callUnderWay(id);
    if (call) void call.then(() => onCallEnded(id));
    else
      await jobs.update(id, (now) =>
        now.state === 'sending' ? steps.unclear(now, nextLookAt(now, context)) : undefined,
      );
  }
  const isOverdueRedial = state === 'queued' && job.attempt > 0 && (job.dueAt ?? 0) < clock.now();
  if (isOverdueRedial) {
    const dueAt = Math.min(fromNow(context, random() * SPREAD_MS), job.giveUpAt);
    await jobs.update(id, (now) => (now.state === 'queued' ? { job: { ...now, dueAt }, isNews: false } : undefined));
  }
}
