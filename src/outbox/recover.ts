import { MINUTE_MS } from '../domain/durations';
import { fromNow } from '../domain/clock';
import type { JobState } from '../domain/job';
import type { JobHead } from '../store/job-store';
import { closingOf } from './closing';
import * as steps from './job-steps';
import { firstLookAt } from './next-look';
import type { OutboxContext } from './outbox-context';
import { requestUnderWay } from './under-way';

const PAGE = 500;
const OPEN: readonly JobState[] = ['queued', 'sending', 'accepted', 'unknown'];
/** After an outage calls that were due meanwhile do not all go at once. */
const SPREAD_MS = 30_000;
/** Takes up the open jobs that an earlier process, or the connection before a deploy, has left. */
export async function recover(context: OutboxContext, onRequestEnded: (jobId: string) => void): Promise<void> {
  for (const state of OPEN) {
    for await (const head of openJobs(context, state)) await recoverOne(context, head, onRequestEnded);
  }
}

/**
 * A job that is `sending`: its request goes on in this process, or its process is gone, and with it the answer. Then nobody
 * knows whether it was sent, so it is never sent again by itself.
 */
export async function recoverSending({ jobs, clock }: OutboxContext, id: string): Promise<void> {
  const isUnderWay = requestUnderWay(id) !== undefined;
  await jobs.update(id, (job) => {
    if (job.state !== 'sending') return undefined;
    if (isUnderWay) return { job: { ...job, dueAt: fromNow(clock, MINUTE_MS) }, isNews: false };
    return steps.unclear(job, firstLookAt(job, clock));
  });
}

async function* openJobs({ store, scope }: OutboxContext, state: JobState): AsyncGenerator<JobHead> {
  for (let after = -1, page: JobHead[]; ; after = page.at(-1)?.seq ?? after) {
    page = await store.jobs.list({ scope, state, after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
  }
}

async function recoverOne(context: OutboxContext, { id, state }: JobHead, onRequestEnded: (jobId: string) => void) {
  const { store, jobs, underWay, clock, random, providerSince = 0 } = context;
  const job = await store.jobs.get(id);
  if (job === undefined) return;
  underWay.note(job);
  const request = requestUnderWay(id);
  if (state !== 'queued' && (job.callAt ?? 0) < providerSince && request === undefined) {
    const closing = await closingOf(context, job);
    await jobs.update(id, (now) => (now.state === state ? steps.giveUp(now, closing) : undefined));
    return;
  }
  if (state === 'sending') {
    void request?.then(() => onRequestEnded(id));
    await recoverSending(context, id);
  }
  const isOverdueRedial = state === 'queued' && job.attempt > 0 && (job.dueAt ?? 0) < clock.now();
  if (isOverdueRedial) {
    const dueAt = Math.min(fromNow(clock, random() * SPREAD_MS), job.giveUpAt);
    await jobs.update(id, (now) => (now.state === 'queued' ? { job: { ...now, dueAt }, isNews: false } : undefined));
  }
}
