import type { Job } from '../domain/job';
import { isFaxJob } from '../domain/job';
import { retainUntil } from '../domain/retention';
import { sentDocument } from './job-status';
import type { Closing } from './job-steps';
import type { OutboxContext } from './outbox-context';

/**
 * What closes `job` now. A fax's document is handed over to the flow first, so that the final status can give its
 * path.
 */
export async function closingOf(
  { clock, retention, documents }: OutboxContext,
  job: Job | undefined,
): Promise<Closing> {
  const closing = { endedAt: clock.wall(), ...retainUntil(clock, retention), document: undefined };
  if (job === undefined || !isFaxJob(job)) return closing;
  const [document] = job.order.documents;
  const laidOut = document && (await documents.handOver(document).catch(() => undefined));
  return { ...closing, document: sentDocument(job, laidOut && 'found' in laidOut ? laidOut.found : undefined) };
}
