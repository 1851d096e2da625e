import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Job, Order } from '../domain/job';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import { retainUntil, type Retention } from '../domain/retention';
import type { Provider } from '../providers/provider';
import type { Standing } from '../work/standing';
import type { Store } from '../store/store';
import type { Jobs } from './job-changes';
import type { Closing } from './job-steps';
import { sentDocument } from './job-status';
import type { UnderWay } from './under-way';
import { bindCall, type BoundCall } from './outgoing-call';

/** What the parts of one outbox share. */
export interface OutboxContext {
  store: Store;
  documents: DocumentFolder;
  provider: Provider;
  standing: Standing;
  /** Steady ms: what was sent before is known to nobody any more, because it went to a simulator that has ended. */
  providerSince?: number;
  clock: Clock;
  random: () => number;
  log: Log;
  scope: Scope;
  retention: Retention;
  jobs: Jobs;
  underWay: UnderWay;
}

/** As every wait of the outbox is counted. */
export function fromNow({ clock }: Pick<OutboxContext, 'clock'>, ms: number): number {
  return clock.now() + clock.scaled(ms);
}

/** How `job` is closed now; what was faxed is laid out for the flow first, so that its final status can name it. */
export async function closingOf(
  { clock, retention, documents }: OutboxContext,
  job: Job | undefined,
): Promise<Closing> {
  const [document] = job?.order.kind === 'fax' ? job.order.documents : [];
  const laidOut = document && (await documents.handOver(document).catch(() => undefined));
  const path = laidOut && 'found' in laidOut ? laidOut.found : undefined;
  return { endedAt: clock.wall(), ...retainUntil(clock, retention), document: job && sentDocument(job, path) };
}

/** undefined: no such job, or another account's. */
export async function ownJob({ store, scope }: OutboxContext, id: string): Promise<Job | undefined> {
  const job = await store.jobs.get(id);
  return job?.scope === scope ? job : undefined;
}

/** A document that is not what it was is not sent. */
export function callOf({ provider, documents }: OutboxContext, job: Job): BoundCall | undefined {
  return bindCall(provider, job, async (document) => {
    const kept = await documents.read(document);
    return 'found' in kept ? kept.found : undefined;
  });
}

export function senderOf({ provider }: Pick<OutboxContext, 'provider'>, kind: Order['kind']): boolean {
  return (kind === 'fax' ? provider.fax : provider.sms) !== undefined;
}
