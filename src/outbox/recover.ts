import { MINUTE_MS } from '../domain/durations';
import { fromNow } from '../domain/clock';
import type { JobState } from '../domain/job';
import type { JobHead } from '../store/job-store';
import { closingOf } from './closing';
import * as steps from './job-steps';
import { firstLookAt } from './next-look';
import type { OutboxContext } from './outbox-context';
import { isAnswerAwaited, requestUnderWay } from './own-requests';

const PAGE = 500;
const OPEN: readonly JobState[] = ['queued', 'sending', 'accepted', 'unknown'];
/** Further calls that came due during an outage are spread over this time. */
const SPREAD_MS = 30_000;

/** Takes up the open jobs that an earlier process, another instance or the connection before a deploy has left. */
export async function recover(context: OutboxContext, onRequestEnded: (jobId: string) => void): Promise<void> {
  context.underWay.clear();
  for (const state of OPEN) {
    for await (const head of openJobs(context, state)) {
      if (mayConcern(context, head)) await recoverOne(context, head, onRequestEnded);
    }
  }
}

/**
 * For a job that is `sending`. If its request is still under way, here or in another process, it is looked at again
 * later. If that process has ended, so has the wait for the answer: whether the job was sent is unknown, and it is not
 * sent again.
 */
export async function recoverSending(context: OutboxContext, id: string): Promise<void> {
  const { jobs, clock } = context;
  await jobs.update(id, (job) => {
    if (job.state !== 'sending') return undefined;
    if (isAnswerAwaited(context, job)) {
      return { job: { ...job, dueAt: fromNow(clock, MINUTE_MS) }, isNews: false };
    }
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

/**
 * False for jobs that only wait for their turn or for a receipt: there may be very many of them, and none needs
 * reading.
 */
function mayConcern(context: OutboxContext, head: JobHead): boolean {
  const { state, kind, callAt = 0 } = head;
  if (state === 'queued') return isOverdueRedial(context, head);
  return state !== 'accepted' || kind === 'fax' || callAt < (context.providerSince ?? 0);
}

function isOverdueRedial({ clock }: OutboxContext, { state, attempt, dueAt = 0 }: JobHead): boolean {
  return state === 'queued' && attempt > 0 && dueAt < clock.now();
}

async function recoverOne(context: OutboxContext, head: JobHead, onRequestEnded: (jobId: string) => void) {
  const { store, jobs, underWay, clock, random, providerSince = 0 } = context;
  const { id, state } = head;
  // Before the job is read: if the request ends meanwhile, what was read is out of date.
  const request = requestUnderWay(store.sharing, id);
  const job = await store.jobs.get(id);
  if (job === undefined) return;
  underWay.note(job);
  void request?.then(() => onRequestEnded(id));
  if (state !== 'queued' && (job.callAt ?? 0) < providerSince && !isAnswerAwaited(context, job)) {
    const closing = await closingOf(context, job);
    await jobs.update(id, (now) => (now.state === state ? steps.giveUp(now, closing) : undefined));
    return;
  }
  if (state === 'sending') await recoverSending(context, id);
  if (isOverdueRedial(context, head)) {
    const dueAt = Math.min(fromNow(clock, random() * SPREAD_MS), job.giveUpAt);
    await jobs.update(id, (now) => (now.state === 'queued' ? { job: { ...now, dueAt }, isNews: false } : undefined));
  }
}
