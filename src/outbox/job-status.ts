import { toIso } from '../domain/clock';
import type { DocumentInfo } from '../domain/document';
import type { FaxCause, FaxStatus } from '../domain/fax';
import type { Job } from '../domain/job';
import type { SmsStatus } from '../domain/sms';

type Named = Pick<Job, 'id' | 'order' | 'reference'>;

export function queuedStatus(job: Named): FaxStatus | SmsStatus {
  return job.order.kind === 'fax'
    ? { ...faxBase(job), state: 'queued', final: false, cause: 'none', retryable: false, attempt: 1 }
    : { ...smsBase(job), state: 'queued', final: false, retryable: false };
}

/** What output 1 tells: that the provider has it, also where the job has gone further or ended meanwhile. */
export function takenStatus(job: Job): FaxStatus | SmsStatus {
  if (!job.status.final) return job.status;
  return job.order.kind === 'fax'
    ? faxStatusOf(job, { state: 'accepted', final: false, cause: 'none', retryable: false })
    : smsStatusOf(job, { state: 'accepted', final: false, retryable: false });
}

/** A provider's status of a call, told as one of our job: docs/contract.md#messages. */
export function faxStatusOf(job: Job, told: Omit<FaxStatus, 'id' | 'direction' | 'attempt'>): FaxStatus {
  const history = historyOf(job);
  return {
    ...told,
    ...faxBase(job),
    ...(job.providerId !== undefined && { providerId: job.providerId }),
    attempt: Math.max(job.attempt, 1),
    ...(history.length > 0 && { history }),
  };
}

export function smsStatusOf(job: Job, told: Omit<SmsStatus, 'id'>): SmsStatus {
  return { ...told, ...smsBase(job), ...(job.providerId !== undefined && { providerId: job.providerId }) };
}

export function historyOf({ status }: Pick<Job, 'status'>): NonNullable<FaxStatus['history']> {
  return 'history' in status ? status.history : [];
}

/** The attempt that has just ended, added to those before. */
export function withAttempt(job: Job, ended: { at: number; cause: FaxCause; pages?: number }): FaxStatus['history'] {
  const { at, cause, pages } = ended;
  return [...historyOf(job), { at: toIso(at), cause, ...(pages !== undefined && { pages }) }];
}

function faxBase({ id, order, reference }: Named): Pick<FaxStatus, 'id' | 'direction' | 'to'> & Partial<FaxStatus> {
  return {
    id,
    direction: 'out',
    to: order.to,
    ...(order.from !== '' && { from: order.from }),
    ...(reference !== undefined && { reference }),
    ...(order.kind === 'fax' && order.pages !== undefined && { totalPages: order.pages }),
  };
}

function smsBase({ id, order, reference }: Named): Pick<SmsStatus, 'id' | 'to'> & Partial<SmsStatus> {
  return {
    id,
    to: order.to,
    ...(order.from !== '' && { from: order.from }),
    ...(reference !== undefined && { reference }),
  };
}

/**
 * What was sent, as the flow gets it; the path comes from the document folder. A job of an earlier version may have been
 * sent in parts: none of them is what was sent, and a flow that sent one on would lose the others' pages.
 */
export function sentDocument(job: Job, path: string | undefined): DocumentInfo | undefined {
  if (job.order.kind !== 'fax') return undefined;
  const [document, ...more] = job.order.documents;
  if (document === undefined || more.length > 0) return undefined;
  const { type, filename, size, sha256 } = document;
  return { type, filename, size, sha256, ...(path !== undefined && { path }) };
}
