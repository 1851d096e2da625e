import { keepDocument } from '../kept/kept-documents';
import type { Hand } from '../rows';
import { forgetIdentity } from './identity';
import { jobRow, jobRowBefore } from './job-placement';
import { readStoredJob } from './read-job';
import { jobKey, type StoredJob } from './stored-job';

export function jobInHand(hand: Hand, id: string): StoredJob | undefined {
  const text = hand.get(jobKey(id));
  return text === undefined ? undefined : readStoredJob(text, hand);
}

export function replaceJob(hand: Hand, before: StoredJob | undefined, after: StoredJob | undefined): void {
  hand.replace(before && jobRowBefore(before), after && jobRow(after));
  if (after?.state === 'finished') keepDocuments(hand, before, after);
}

/** The flow may still read the documents that were faxed, also after a late status of a finished job. */
function keepDocuments(hand: Hand, before: StoredJob | undefined, after: StoredJob): void {
  const { order, documentUntil = 0 } = after;
  if (order.kind === 'sms') return;
  if (before?.state === 'finished' && before.documentUntil === documentUntil) return;
  for (const { file } of order.documents) keepDocument(hand, file, documentUntil);
}

export function removeJob(hand: Hand, key: string): boolean {
  const text = hand.get(key);
  if (text === undefined) return false;
  const job = readStoredJob(text, hand);
  forgetIdentity(hand, job);
  replaceJob(hand, job, undefined);
  return true;
}
