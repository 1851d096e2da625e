import { CancelError, ItemGoneError, ProviderRefusedError } from '../domain/errors';
import type { Job } from '../domain/job';
import * as steps from './job-steps';
import { closingOf, line, ownJob, type OutboxContext } from './outbox-context';

/** Ends a job that waits, and has the provider stop what it has. Rejects with `CancelError` where neither is possible. */
export async function cancelJob(context: OutboxContext, jobId: string): Promise<void> {
  const job = await ownJob(context, jobId);
  if (job === undefined) throw new CancelError('msg.cancel names no job of this connection');
  const closing = await closingOf(context, job);
  const stopped = await context.jobs.update(jobId, (now) =>
    now.state === 'queued' ? steps.cancelled(now, closing) : undefined,
  );
  if (!stopped) await stopCall(context, await ownJob(context, jobId));
}

async function stopCall(context: OutboxContext, job: Job | undefined): Promise<void> {
  if (job === undefined || job.state === 'finished') {
    throw new CancelError('the job that msg.cancel names has ended');
  }
  const cancel = line(context, job)?.cancel;
  if (!cancel || job.providerId === undefined) {
    throw new CancelError('the job that msg.cancel names is with the provider already, which cannot stop it');
  }
  try {
    await cancel(job.providerId, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof ProviderRefusedError || error instanceof ItemGoneError)) throw error;
    // Then something became of it, and the sooner that is known the better.
    await context.jobs.update(job.id, (now) =>
      now.epoch === job.epoch ? { job: { ...now, dueAt: context.clock.now() }, isNews: false } : undefined,
    );
    throw new CancelError('the provider has no call to stop any more: what became of it will be told');
  }
}
