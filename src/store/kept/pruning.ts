import { eventRowBefore, EXPIRY } from '../events/placement';
import { forgetProgress, PROGRESS } from '../events/progress';
import { readStoredEvent } from '../events/read-event';
import type { StoredEvent } from '../events/stored-event';
import { removeJob } from '../jobs/job-in-hand';
import { JOB } from '../jobs/stored-job';
import { upTo } from '../path';
import { rowReader } from '../read-row';
import { listPage, type Hand, type Rows } from '../rows';
import type { PruneResult } from '../store';
import { overdueDocuments } from './kept-documents';
import { QUARANTINE, removeItem } from './quarantine';

/** Small, because arriving events wait meanwhile. */
const PAGE = 256;

export async function prune(rows: Rows, now: number): Promise<PruneResult> {
  const due = await listPage(rows, { ...upTo(EXPIRY, now), limit: PAGE });
  const keys = due.map(([, key]) => key);
  const removed = keys.length === 0 ? 0 : await rows.change(keys, (hand) => removeAll(hand, keys, now));
  const documents = await overdueDocuments(rows, now, PAGE);
  return { documents, removed, more: removed === PAGE || documents.length === PAGE };
}

function removeAll(hand: Hand, keys: readonly string[], now: number): number {
  return keys.filter((key) => isStillDue(hand, key, now) && remove(hand, key)).length;
}

/** Read from any row that expires: a job, an event, a progress, a quarantined item. */
const readExpiry = rowReader<Pick<StoredEvent, 'keepUntil' | 'ackPlan'>>('an expired row', {
  keepUntil: 'number?',
  ackPlan: 'record?',
});

/** Its time may have been extended since it was listed. */
function isStillDue(hand: Hand, key: string, now: number): boolean {
  const text = hand.get(key);
  if (text === undefined) return false;
  const { keepUntil = 0, ackPlan } = readExpiry(text, hand);
  return keepUntil <= now && ackPlan === undefined;
}

function remove(hand: Hand, key: string): boolean {
  if (key.startsWith(`${QUARANTINE}/`)) return removeItem(hand, key);
  if (key.startsWith(`${PROGRESS}/`)) return forgetProgress(hand, key);
  return key.startsWith(`${JOB}/`) ? removeJob(hand, key) : removeEvent(hand, key);
}

function removeEvent(hand: Hand, key: string): boolean {
  const text = hand.get(key);
  const event = text === undefined ? undefined : readStoredEvent(text, hand);
  if (event?.state !== 'completed') return false;
  hand.replace(eventRowBefore(event), undefined);
  return true;
}
