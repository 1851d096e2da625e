import { toIso } from '../domain/clock';
import { compact } from '../domain/compact';
import type { DocumentInfo } from '../domain/document';
import type { FaxCause, FaxState, FaxStatus } from '../domain/fax';
import { isFaxJob, type FaxJob, type Job, type SmsJob } from '../domain/job';
import type { SmsState, SmsStatus } from '../domain/sms';

export type FaxNews = Omit<FaxStatus, 'id' | 'direction' | 'attempt'>;
export type SmsNews = Omit<SmsStatus, 'id'>;

/** What is said of a job of either kind; an SMS tells no cause and no pages. */
export interface News {
  state: FaxState & SmsState;
  final: boolean;
  cause: FaxCause;
  retryable: boolean;
  pages?: number;
}

export const QUEUED: News = { state: 'queued', final: false, cause: 'none', retryable: false };
export const ACCEPTED: News = { state: 'accepted', final: false, cause: 'none', retryable: false };

type NamedFax = Pick<FaxJob, 'id' | 'order' | 'reference'>;
type NamedSms = Pick<SmsJob, 'id' | 'order' | 'reference'>;

export function queuedFaxStatus(job: NamedFax): FaxStatus {
  return { ...faxBase(job), ...QUEUED, direction: 'out', attempt: 1 };
}

export function queuedSmsStatus(job: NamedSms): SmsStatus {
  return { ...smsBase(job), ...smsNews(QUEUED) };
}

export function withStatus(job: Job, news: News): Job {
  return isFaxJob(job)
    ? { ...job, status: faxStatusOf(job, news) }
    : { ...job, status: smsStatusOf(job, smsNews(news)) };
}

/** What output 1 says: that the provider has it, even if the job has gone further or ended meanwhile. */
export function asTaken(job: Job): Job {
  return job.status.final ? withStatus(job, ACCEPTED) : job;
}

/** A provider's status of a call as a status of our job: docs/contract.md#messages. */
export function faxStatusOf(job: FaxJob, told: FaxNews): FaxStatus {
  const history = historyOf(job);
  return compact<FaxStatus>({
    ...told,
    ...faxBase(job),
    direction: 'out',
    providerId: job.providerId ?? told.providerId,
    attempt: Math.max(job.attempt, 1),
    history: history.length > 0 ? history : told.history,
  });
}

export function smsStatusOf(job: SmsJob, told: SmsNews): SmsStatus {
  return compact<SmsStatus>({ ...told, ...smsBase(job), providerId: job.providerId ?? told.providerId });
}

function smsNews({ state, final, retryable }: News): SmsNews {
  return { state, final, retryable };
}

export function historyOf({ status }: Pick<FaxJob, 'status'>): NonNullable<FaxStatus['history']> {
  return status.history ?? [];
}

/** The attempt that has just ended, added to those before. */
export function withAttempt(
  job: FaxJob,
  { at, cause, pages }: { at: number; cause: FaxCause; pages: number | undefined },
): NonNullable<FaxStatus['history']> {
  return [...historyOf(job), compact({ at: toIso(at), cause, pages })];
}

function faxBase({
  id,
  order,
  reference,
}: NamedFax): Pick<FaxStatus, 'id' | 'to' | 'from' | 'reference' | 'totalPages'> {
  return compact({ id, to: order.to, from: given(order.from), reference, totalPages: order.pages });
}

function smsBase({ id, order, reference }: NamedSms): Pick<SmsStatus, 'id' | 'to' | 'from' | 'reference'> {
  return compact({ id, to: order.to, from: given(order.from), reference });
}

function given(from: string): string | undefined {
  return from === '' ? undefined : from;
}

/**
 * What was sent, as the flow gets it; the path comes from the document folder. A job of an earlier version may have been
 * sent in parts: none of them is what was sent, and a flow that sent one on would lose the others' pages.
 */
export function sentDocument({ order }: FaxJob, path: string | undefined): DocumentInfo | undefined {
  const [document, ...more] = order.documents;
  if (document === undefined || more.length > 0) return undefined;
  const { type, filename, size, sha256 } = document;
  return compact({ type, filename, size, sha256, path });
}
