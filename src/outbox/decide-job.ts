import { DecideError } from '../domain/errors';
import * as steps from './job-steps';
import { closingOf, ownJob, type OutboxContext } from './outbox-context';
import type { Decision } from './submit-request';

/** The user knows what became of a job, or does not want it any more. Rejects with `DecideError` where nothing is open. */
export async function decideJob(context: OutboxContext, jobId: string, decision: Decision): Promise<void> {
  const closing = await closingOf(context, await ownJob(context, jobId));
  const decided = await context.jobs.update(jobId, (job) => {
    if (job.state !== 'unknown' || job.scope !== context.scope) return undefined;
    switch (decision) {
      case 'resend':
        return steps.notSent({ ...job, submittedAt: context.clock.now() });
      case 'sent':
        return steps.vouchedFor(job, closing);
      case 'drop':
        return steps.cancelled(job, closing);
    }
  });
  if (!decided) throw new DecideError('msg.jobId names no job whose fate is unknown: there is nothing to decide');
}
