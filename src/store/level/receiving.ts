import type { Loss } from '../../domain/document';
import type { NewEvent } from '../event-row';
import type { AcceptResult, Attachment, AttachResult } from '../store';
import type { Change } from './batch-writer';
import { keepDocument } from './kept-documents';
import { saveRow } from './placement';
import { advance, progressKey } from './progress';
import { attach, complete, disagree, fetchLater, newRow, refetch } from './row-steps';
import { loadRow, rowKey, type StoredRow } from './stored-row';
import type { View } from './view';

export function acceptChange(event: NewEvent): Change<AcceptResult> {
  const progress = progressKey(event);
  const reads = [rowKey(event.key)];
  return {
    reads: progress === undefined ? reads : [...reads, progress],
    async run(view) {
      const known = await loadRow(view, event.key);
      return known === undefined ? store(view, event) : meetAgain(view, known, event);
    },
  };
}

async function store(view: View, event: NewEvent): Promise<AcceptResult> {
  const isNews = await advance(view, event);
  const row = newRow(event, await view.nextPlace());
  const { now, keepUntil } = event;
  const stored = isNews ? row : complete(row, { as: 'stale', now, keepUntil });
  saveRow(view, undefined, stored);
  return { outcome: isNews ? 'stored' : 'stale', state: stored.state, conflict: false };
}

function meetAgain(view: View, known: StoredRow, event: NewEvent): AcceptResult {
  const other = JSON.stringify(event.hashes);
  // The same other content is one conflict, however often a poll brings it.
  const conflict = known.conflict !== other && disagree(known.hashes, event.hashes);
  if (conflict) saveRow(view, known, { ...known, conflict: other, conflicts: known.conflicts + 1 });
  return { outcome: 'duplicate', state: known.state, conflict };
}

export function attachChange(key: string, found: Attachment): Change<AttachResult> {
  return {
    reads: [rowKey(key)],
    async run(view) {
      const row = await loadRow(view, key);
      if (row === undefined) return 'unknown';
      if (row.state === 'completed' || row.document !== undefined) return 'superfluous';
      const filled = attach(row, found);
      saveRow(view, row, filled);
      // Nothing refers to it any more: the next pruning takes it away.
      if (row.spare !== undefined && filled.document?.file !== row.spare.file) {
        await keepDocument(view, row.spare.file, 0);
      }
      return 'attached';
    },
  };
}

export function fetchFailedChange(key: string, nextAt: number): Change<number> {
  return {
    reads: [rowKey(key)],
    async run(view) {
      const row = await loadRow(view, key);
      if (row?.state !== 'fetching') return row?.fetchFailures ?? 0;
      const later = fetchLater(row, nextAt);
      saveRow(view, row, later);
      return later.fetchFailures;
    },
  };
}

export function refetchChange(key: string, now: number, loss: Loss): Change<void> {
  return {
    reads: [rowKey(key)],
    async run(view) {
      const row = await loadRow(view, key);
      if (row?.state === 'offered') saveRow(view, row, refetch(row, now, loss));
    },
  };
}
