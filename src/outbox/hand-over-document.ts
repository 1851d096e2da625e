import { fromNow } from '../domain/clock';
import { isFaxJob, readCorrelation, type FaxJob, type Job } from '../domain/job';
import * as steps from './job-steps';
import type { OutboxContext } from './outbox-context';

/** After it has got its document a call should report its progress; if it does not by then, it is asked. */
const SOON_MS = 5_000;

/**
 * May this call of the provider (`instance`) get the document of this correlation value? Only the first one that asks
 * for the job's current call may, by compare-and-set, and as often as it asks.
 */
export async function mayTransmit(
  context: OutboxContext,
  { correlation, instance }: { correlation: string; instance: string },
): Promise<boolean> {
  const named = readCorrelation(correlation);
  if (named === undefined || (await currentFax(context, named))?.calls !== named.call) return false;
  const { jobs, clock } = context;
  const call = { providerId: correlation, instance, now: clock.now(), dueAt: fromNow(clock, SOON_MS) };
  const given = await jobs.update(named.jobId, (now) =>
    isFaxJob(now) && now.calls === named.call ? steps.transmit(now, call) : undefined,
  );
  if (given) return true;
  const now = await currentFax(context, named);
  return now?.transmittedBy === instance && (now.state === 'accepted' || now.state === 'unknown');
}

/**
 * True if the provider has to fetch the document for this call and has not done so: then nothing was sent. Once the
 * job has ended, the call does not get the document any more.
 */
export function isUnasked(context: Pick<OutboxContext, 'provider'>, job: Job): job is FaxJob {
  const hasCall = job.state === 'accepted' || job.state === 'unknown';
  return hasCall && !job.inDoubt && isYetToAsk(context, job);
}

/**
 * True if the store was set back while a call of a provider that fetches the document may have been under way. Only
 * our own records say that the call has not got the document, and they are not up to date.
 */
export function mayHaveGot(context: Pick<OutboxContext, 'provider'>, job: Job): boolean {
  return job.inDoubt === true && isYetToAsk(context, job);
}

/** As far as our own records say. */
function isYetToAsk({ provider }: Pick<OutboxContext, 'provider'>, job: Job): job is FaxJob {
  return provider.pages !== undefined && isFaxJob(job) && job.transmittedBy === undefined;
}

async function currentFax({ store, scope }: OutboxContext, { jobId }: { jobId: string }): Promise<FaxJob | undefined> {
  const job = await store.jobs.get(jobId);
  return job?.scope === scope && isFaxJob(job) ? job : undefined;
}
