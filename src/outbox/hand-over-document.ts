import { fromNow } from '../domain/clock';
import { isFaxJob, readCorrelation, type FaxJob, type Job } from '../domain/job';
import * as steps from './job-steps';
import type { OutboxContext } from './outbox-context';

/** The call that has the document tells how it goes on; if it does not, it is asked soon. */
const SOON_MS = 5_000;

/**
 * A call asks for the document of this correlation value: only the first one of the job's current call gets it, by
 * compare-and-set, and again when it asks again.
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
 * Is this a call that has to ask for its document, and has not? Then nothing was sent; and once the job has ended, it gets
 * nothing any more.
 */
export function isUnasked(context: Pick<OutboxContext, 'provider'>, job: Job): job is FaxJob {
  const hasCall = job.state === 'accepted' || job.state === 'unknown';
  return hasCall && !job.inDoubt && isYetToAsk(context, job);
}

/**
 * Has the store been set back under a call that has to ask for its document? Then only we could say that it has not got it,
 * and we do not know.
 */
export function mayHaveGot(context: Pick<OutboxContext, 'provider'>, job: Job): boolean {
  return job.inDoubt === true && isYetToAsk(context, job);
}

/** By what the job says. */
function isYetToAsk({ provider }: Pick<OutboxContext, 'provider'>, job: Job): job is FaxJob {
  return provider.pages !== undefined && isFaxJob(job) && job.transmittedBy === undefined;
}

async function currentFax({ store, scope }: OutboxContext, { jobId }: { jobId: string }): Promise<FaxJob | undefined> {
  const job = await store.jobs.get(jobId);
  return job?.scope === scope && isFaxJob(job) ? job : undefined;
}
