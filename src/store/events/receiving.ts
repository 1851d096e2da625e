import type { Loss } from '../../domain/document';
import type { NewEvent } from '../event-row';
import { keepDocument } from '../kept/kept-documents';
import type { Hand, Rows } from '../rows';
import type { AcceptResult, Attachment, AttachResult, FailedFetch, FetchFailures } from '../store';
import { attach, complete, disagree, fetchLater, newEvent, refetch } from './event-steps';
import { eventInHand, replaceEvent } from './events-in-hand';
import { advance, progressKey } from './progress';
import { rowKey, type StoredEvent } from './stored-event';

export function acceptEvent(rows: Rows, event: NewEvent): Promise<AcceptResult> {
  return rows.change(readsOf(event), (hand) => acceptInHand(hand, event));
}

/** The keys that accepting this event reads in any case. */
export function readsOf(event: NewEvent | undefined): string[] {
  if (event === undefined) return [];
  const progress = progressKey(event);
  return progress === undefined ? [rowKey(event.key)] : [rowKey(event.key), progress];
}

export function acceptInHand(hand: Hand, event: NewEvent): AcceptResult {
  const known = eventInHand(hand, event.key);
  return known === undefined ? store(hand, event) : meetAgain(hand, known, event);
}

function store(hand: Hand, event: NewEvent): AcceptResult {
  const isNews = advance(hand, event);
  const fresh = newEvent(event, hand.nextOrder());
  const { now, keepUntil } = event;
  const stored = isNews ? fresh : complete(fresh, { as: 'stale', now, keepUntil });
  replaceEvent(hand, undefined, stored);
  return { outcome: isNews ? 'stored' : 'stale', state: stored.state, conflict: false };
}

function meetAgain(hand: Hand, known: StoredEvent, event: NewEvent): AcceptResult {
  const other = JSON.stringify(event.hashes);
  // The same differing content counts as one conflict, however often a poll brings it.
  const conflict = known.conflict !== other && disagree(known.hashes, event.hashes);
  if (conflict) replaceEvent(hand, known, { ...known, conflict: other, conflicts: known.conflicts + 1 });
  return { outcome: 'duplicate', state: known.state, conflict };
}

export function attachDocument(rows: Rows, key: string, found: Attachment): Promise<AttachResult> {
  return rows.change([rowKey(key)], (hand) => {
    const event = eventInHand(hand, key);
    if (event === undefined) return 'unknown';
    if (event.state === 'completed' || event.kind !== 'fax.received') return 'superfluous';
    if (event.document !== undefined) return 'superfluous';
    const filled = attach(event, found);
    replaceEvent(hand, event, filled);
    // No row refers to the damaged file any more: the next pruning removes it.
    if (event.spare !== undefined && filled.document?.file !== event.spare.file)
      keepDocument(hand, event.spare.file, 0);
    return 'attached';
  });
}

export function fetchFailed(rows: Rows, key: string, failed: FailedFetch): Promise<FetchFailures> {
  return rows.change([rowKey(key)], (hand) => {
    const event = eventInHand(hand, key);
    if (event?.state !== 'fetching') return failuresOf(event);
    const later = fetchLater(event, failed);
    replaceEvent(hand, event, later);
    return failuresOf(later);
  });
}

function failuresOf(event: StoredEvent | undefined): FetchFailures {
  return { failures: event?.fetchFailures ?? 0, goneInARow: event?.goneInARow ?? 0 };
}

export function refetchDocument(rows: Rows, key: string, now: number, loss: Loss): Promise<void> {
  return rows.change([rowKey(key)], (hand) => {
    const event = eventInHand(hand, key);
    if (event?.state === 'offered') replaceEvent(hand, event, refetch(event, now, loss));
  });
}
