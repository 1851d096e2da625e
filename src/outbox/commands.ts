import { fromNow } from '../domain/clock';
import { CancelError, DecideError, ItemGoneError, ProviderRefusedError } from '../domain/errors';
import type { Job } from '../domain/job';
import { closingOf } from './closing';
import type { Decision } from './decision';
import * as steps from './job-steps';
import type { OutboxContext } from './outbox-context';
import { callOf } from './outgoing-call';
import { ownJob } from './own-job';

/** Soon enough for whoever waits for the end, and late enough for it to be told by itself. */
const LOOK_MS = 1_000;

/**
 * Ends a job that waits, and has the provider stop what it has; or a fax that is coming in. Rejects with `CancelError` where
 * none of that is possible, with `AccountUnknownError` where that cannot be told yet.
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
    // Then something became of it, and the sooner that is known the better.
    await lookAfter(context, id, 0);
    throw new CancelError('the provider has no call left to stop: the outcome follows');
  }
}

/** Its request was not answered, so nobody can stop its call by name; but it need not get the document. */
async function isWithheld(context: OutboxContext, job: Job): Promise<boolean> {
  const isKept = await callOf(context, job)?.withhold?.();
  if (!isKept) return false;
  // A further call of it cannot have begun: this one was not answered.
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
    if (!provider.stopReceiving) throw new ItemGoneError('receives no faxes call by call');
    await provider.stopReceiving(id, new AbortController().signal);
  } catch (error) {
    if (error instanceof ItemGoneError)
      throw new CancelError('msg.cancel does not name a job, or a fax that is coming in');
    if (error instanceof ProviderRefusedError) throw new CancelError('the fax that msg.cancel names has ended');
    throw error;
  }
}

function isTooLate(error: unknown): boolean {
  return error instanceof ProviderRefusedError || error instanceof ItemGoneError;
}

/**
 * The user knows what became of a job, or does not want it any more. Rejects with `DecideError` where nothing is open, with
 * `AccountUnknownError` where that cannot be told yet.
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
