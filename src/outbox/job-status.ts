import { toIso } from '../domain/clock';
import { compact } from '../domain/compact';
import type { DocumentInfo } from '../domain/document';
import type { FaxCause, FaxState, FaxStatus } from '../domain/fax';
import { isFaxJob, type FaxJob, type Job, type SmsJob } from '../domain/job';
import type { SmsState, SmsStatus } from '../domain/sms';

export type FaxNews = Omit<FaxStatus, 'id' | 'direction' | 'attempt'>;
export type SmsNews = Omit<SmsStatus, 'id'>;

/** A status that fits jobs of both kinds; an SMS status leaves out cause and pages. */
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

/** The job as output 1 reports it: never with a final status, even if the job has ended meanwhile. */
export function asTaken(job: Job): Job {
  return job.status.final ? withStatus(job, ACCEPTED) : job;
}

/** Makes a provider's status of a call a status of our job: docs/contract.md#messages. */
export function faxStatusOf(job: FaxJob, news: FaxNews): FaxStatus {
  const history = historyOf(job);
  return compact<FaxStatus>({
    ...news,
    ...faxBase(job),
    direction: 'out',
    providerId: job.providerId ?? news.providerId,
    attempt: Math.max(job.attempt, 1),
    history: history.length > 0 ? history : news.history,
  });
}

export function smsStatusOf(job: SmsJob, news: SmsNews): SmsStatus {
  return compact<SmsStatus>({ ...news, ...smsBase(job), providerId: job.providerId ?? news.providerId });
}

function smsNews({ state, final, retryable }: News): SmsNews {
  return { state, final, retryable };
}

export function historyOf({ status }: Pick<FaxJob, 'status'>): NonNullable<FaxStatus['history']> {
  return status.history ?? [];
}

/** The job's history with the attempt that has just ended. */
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
 * The document that was sent, as the flow gets it. undefined for a job of an earlier version that was sent as several
 * documents: a flow that passed one of them on would lose the pages of the others.
 */
export function sentDocument({ order }: FaxJob, path: string | undefined): DocumentInfo | undefined {
  const [document, ...more] = order.documents;
  if (document === undefined || more.length > 0) return undefined;
  const { type, filename, size, sha256 } = document;
  return compact({ type, filename, size, sha256, path });
}
