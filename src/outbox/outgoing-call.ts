import { compact } from '../domain/compact';
import type { StoredDocument } from '../domain/document';
import { ConfigError } from '../domain/errors';
import type { ProviderEvent } from '../domain/events';
import { correlationOf, isFaxJob, type Job, type Order } from '../domain/job';
import type { SendResult } from '../domain/send-result';
import type { Provider, SendingService, SentEvidence, SentSearch } from '../providers/provider';
import { mayHaveGot } from './hand-over-document';
import type { OutboxContext } from './outbox-context';

/** The provider's service for a job's kind, bound to the job's current call. */
export interface BoundCall {
  send(signal: AbortSignal): Promise<SendResult>;
  status(providerId: string, signal: AbortSignal): Promise<ProviderEvent>;
  findSent(search: SentSearch): Promise<SentEvidence>;
  /** Absent if this provider cannot stop a call. */
  cancel?: (providerId: string, signal: AbortSignal) => Promise<void>;
  /** Absent if the document cannot be withheld from a call whose request was not answered. */
  withhold?: () => Promise<boolean>;
}

export type CallContext = Pick<OutboxContext, 'provider' | 'documents'>;

/** undefined: this provider does not send jobs of this kind. */
export function callOf(context: CallContext, job: Job): BoundCall | undefined {
  const { fax, sms } = context.provider;
  const call = isFaxJob(job) ? bind(fax, job, context) : bind(sms, job, context);
  return call && mayHaveGot(context, job) ? withoutOwnRecords(call) : call;
}

/** Throws `BadInputError`, `BadDocumentError` or `ConfigError` if this provider could never send the order. */
export function checkOrder({ fax, sms }: Provider, order: Order): void {
  if (order.kind === 'fax') existing(fax, 'faxes').check(order);
  else existing(sms, 'SMS').check(order);
}

/** The part of a provider's service that is the same for faxes and SMS. */
export function serviceOf(
  { fax, sms }: Provider,
  kind: Order['kind'],
): Pick<SendingService<never>, 'confirm' | 'findSent'> | undefined {
  return kind === 'fax' ? fax : sms;
}

function bind<O extends Order>(
  service: SendingService<O> | undefined,
  job: Job & { order: O },
  { documents }: CallContext,
): BoundCall | undefined {
  if (service === undefined) return undefined;
  const { id: jobId, order, callAt = job.submittedAt } = job;
  const correlation = correlationOf(job);
  // undefined if the file's content has changed: such a document is not sent.
  const read = async (document: StoredDocument): Promise<Buffer | undefined> => {
    const kept = await documents.read(document);
    return 'found' in kept ? kept.found : undefined;
  };
  const call = { order, jobId, correlation, callAt, read };
  const withhold = service.withhold?.bind(service);
  return compact<BoundCall>({
    send: (signal) => service.send(call, signal),
    status: (providerId, signal) => service.status(providerId, signal),
    findSent: async (search) => (await service.findSent?.(call, search)) ?? { outcome: 'cannot-tell' },
    cancel: service.cancel?.bind(service),
    withhold: withhold && (() => withhold(correlation)),
  });
}

/**
 * Without all answers that rest on our own records: what these say about nothing having been sent proves nothing here.
 */
function withoutOwnRecords(call: BoundCall): BoundCall {
  return compact<BoundCall>({
    ...call,
    withhold: undefined,
    findSent: async (search) => {
      const evidence = await call.findSent(search);
      return evidence.outcome === 'found' ? evidence : { outcome: 'cannot-tell' };
    },
  });
}

function existing<O extends Order>(service: SendingService<O> | undefined, what: string): SendingService<O> {
  if (service) return service;
  throw new ConfigError(`the provider of this connection does not send ${what}: choose another connection`);
}
