import type { StoredDocument } from '../domain/document';
import { ConfigError } from '../domain/errors';
import type { ProviderEvent } from '../domain/events';
import { correlationOf, type Job, type Order } from '../domain/job';
import type {
  OutgoingCall,
  Provider,
  SendingService,
  SendResult,
  SentEvidence,
  SentSearch,
} from '../providers/provider';

/** A provider's service, bound to one job's current call. */
export interface BoundCall {
  send(signal: AbortSignal): Promise<SendResult>;
  status(providerId: string, signal: AbortSignal): Promise<ProviderEvent>;
  findSent(search: SentSearch): Promise<SentEvidence>;
  /** Absent where this provider cannot stop a call. */
  cancel?: (providerId: string, signal: AbortSignal) => Promise<void>;
  /** Absent where a request without an answer cannot be taken back. */
  withhold?: () => Promise<boolean>;
}

/** undefined: this provider does not send such jobs. */
export function bindCall(provider: Provider, job: Job, read: OutgoingCall<Order>['read']): BoundCall | undefined {
  const { order } = job;
  return order.kind === 'fax' ? bind(provider.fax, order, { job, read }) : bind(provider.sms, order, { job, read });
}

function bind<O extends Order>(
  service: SendingService<O> | undefined,
  order: O,
  { job, read }: { job: Job; read: (document: StoredDocument) => Promise<Buffer | undefined> },
): BoundCall | undefined {
  if (service === undefined) return undefined;
  const call = { order, jobId: job.id, correlation: correlationOf(job), callAt: job.callAt ?? job.submittedAt, read };
  const withhold = service.withhold?.bind(service);
  return {
    send: (signal) => service.send(call, signal),
    status: (providerId, signal) => service.status(providerId, signal),
    findSent: async (search) => (await service.findSent?.(call, search)) ?? { outcome: 'no-telling' },
    ...(service.cancel && { cancel: service.cancel.bind(service) }),
    ...(withhold && { withhold: () => withhold(call.correlation) }),
  };
}

/** Throws `BadInputError`, `BadDocumentError` or `ConfigError` where this provider could never send it. */
export function checkOrder(provider: Provider, order: Order): void {
  if (order.kind === 'fax') checkBy(provider.fax, order);
  else checkBy(provider.sms, order);
}

function checkBy<O extends Order>(service: SendingService<O> | undefined, order: O): void {
  const what = order.kind === 'fax' ? 'faxes' : 'SMS';
  if (!service) throw new ConfigError(`the provider of this connection sends no ${what}: choose another connection`);
  service.check(order);
}
