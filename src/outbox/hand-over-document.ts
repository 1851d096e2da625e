import { readCorrelation } from '../domain/job';
import * as steps from './job-steps';
import { fromNow, ownJob, type OutboxContext } from './outbox-context';

/**
 * A call asks for the document of this correlation value: only the first one of the job's current call gets it, by
 * compare-and-set, and again when it asks again.
 */
export async function mayTransmit(
  context: OutboxContext,
  { correlation, instance }: { correlation: string; instance: string },
): Promise<boolean> {
  const named = readCorrelation(correlation);
  const job = named && (await ownJob(context, named.jobId));
  if (named === undefined || job?.calls !== named.call) return false;
  const call = { providerId: correlation, instance, now: context.clock.now(), dueAt: fromNow(context, 5_000) };
  const given = await context.jobs.update(named.jobId, (now) =>
    now.calls === named.call ? steps.transmit(now, call) : undefined,
  );
  if (given) return true;
  const now = await ownJob(context, named.jobId);
  return now?.transmittedBy === instance && (now.state === 'accepted' || now.state === 'unknown');
}
