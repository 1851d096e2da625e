import { fromNow } from '../domain/clock';
import { CancelError, DecideError, ItemGoneError, ProviderRefusedError } from '../domain/errors';
import type { Job } from '../domain/job';
import { closingOf } from './closing';
import type { Decision } from './decision';
import * as steps from './job-steps';
import type { OutboxContext } from './outbox-context';
import { callOf } from './outgoing-call';
import { ownJob } from './own-job';

/** After a cancel the provider usually reports the end by itself; if not within this time, it is asked. */
const LOOK_MS = 1_000;

/**
 * Cancels a waiting job, or has the provider stop the job's call, or a fax that is being received. Rejects with
 * `CancelError` if none of these is possible, with `AccountUnknownError` if it cannot be decided before the account is
 * known.
 */
export async function cancelJob(context: OutboxContext, jobId: string): Promise<void> {
  const job = await ownJob(context, jobId);
  if (job === undefined) return stopReceiving(context, jobId);
  if (await endIf(context, job, ({ state }) => state === 'queued')) return;
  await stopCall(context, await ownJob(context, jobId));
}

async function stopCall(context: OutboxContext, job: Job | undefined): Promise<void> {
  if (job === undefined || job.state === 'finished') {
    throw new CancelError('the job that msg.cancel names has ended');
  }
  if (job.providerId === undefined && (await isWithheld(context, job))) return;
  const { id, providerId } = (await ownJob(context, job.id)) ?? job;
  const cancel = callOf(context, job)?.cancel;
  if (!cancel || providerId === undefined) {
    throw new CancelError('the provider already has the job that msg.cancel names, and cannot stop it');
  }
  try {
    await cancel(providerId, new AbortController().signal);
    await lookAfter(context, id, LOOK_MS);
  } catch (error) {
    if (!isTooLate(error)) throw error;
    // Then the call has just ended: ask for its outcome at once.
    await lookAfter(context, id, 0);
    throw new CancelError('the provider has no call left to stop: the outcome follows');
  }
}

/**
 * Without an answer to the request the call's id is unknown and it cannot be stopped, but it can be refused its
 * document.
 */
async function isWithheld(context: OutboxContext, job: Job): Promise<boolean> {
  const isKept = await callOf(context, job)?.withhold?.();
  if (!isKept) return false;
  // Only if it is still the same call.
  return endIf(context, job, ({ state, calls }) => state !== 'finished' && calls === job.calls);
}

async function endIf(context: OutboxContext, job: Job, isMeant: (job: Job) => boolean): Promise<boolean> {
  const closing = await closingOf(context, job);
  const ended = await context.jobs.update(job.id, (now) => (isMeant(now) ? steps.cancelled(now, closing) : undefined));
  return ended !== undefined;
}

async function lookAfter(context: OutboxContext, id: string, ms: number): Promise<void> {
  await context.jobs.update(id, (now) =>
    now.state === 'accepted' || now.state === 'unknown'
      ? { job: { ...now, lookups: 0, dueAt: fromNow(context.clock, ms) }, isNews: false }
      : undefined,
  );
}

async function stopReceiving({ provider }: OutboxContext, id: string): Promise<void> {
  try {
    if (!provider.stopReceiving) throw new ItemGoneError('this provider cannot stop a fax that is being received');
    await provider.stopReceiving(id, new AbortController().signal);
  } catch (error) {
    if (error instanceof ItemGoneError)
      throw new CancelError('msg.cancel names neither a job nor a fax that is being received');
    if (error instanceof ProviderRefusedError) throw new CancelError('the fax that msg.cancel names has ended');
    throw error;
  }
}

function isTooLate(error: unknown): boolean {
  return error instanceof ProviderRefusedError || error instanceof ItemGoneError;
}

/**
 * Settles a job of unknown outcome by the user's word. Rejects with `DecideError` if the job is not one of these, with
 * `AccountUnknownError` if that cannot be decided before the account is known.
 */
export async function decideJob(context: OutboxContext, jobId: string, decision: Decision): Promise<void> {
  const job = await ownJob(context, jobId);
  if (job && (await isDecided(context, job, decision))) return;
  throw new DecideError('msg.jobId does not name a job whose outcome is unknown: there is nothing to decide');
}

async function isDecided(context: OutboxContext, job: Job, decision: Decision): Promise<boolean> {
  const { jobs, clock } = context;
  const closing = await closingOf(context, job);
  const decided = await jobs.update(job.id, (now) => {
    if (now.state !== 'unknown') return undefined;
    switch (decision) {
      case 'resend':
        return steps.notSent({ ...now, submittedAt: clock.now() });
      case 'sent':
        return steps.vouchedFor(now, closing);
      case 'drop':
        return steps.cancelled(now, closing);
    }
  });
  return decided !== undefined;
}
