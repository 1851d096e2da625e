import type { CompleteRequest, CompleteResult, PendingAck, Store } from '../store';
import type { Change } from './batch-writer';
import { keepDocument } from './kept-documents';
import { saveRow } from './placement';
import { complete, completeAgain, reopen } from './row-steps';
import { loadRow, rowKey, without, type StoredRow } from './stored-row';

const DAY_MS = 24 * 60 * 60 * 1000;

export function completeChange(request: CompleteRequest): Change<CompleteResult> {
  return {
    reads: [rowKey(request.key)],
    async run(view) {
      const row = await loadRow(view, request.key);
      if (row === undefined) return { outcome: 'unknown' };
      const { scope, kind, state } = row;
      if (request.from?.includes(state) === false) return { outcome: 'already', scope, kind };
      if (state === 'completed') {
        const after = completeAgain(row, request);
        if (after !== row) saveRow(view, row, after);
        return { outcome: 'already', scope, kind };
      }
      saveRow(view, row, complete(row, request));
      for (const document of [row.document, row.spare]) {
        if (document !== undefined) await keepDocument(view, document.file, request.documentUntil);
      }
      return { outcome: 'completed', scope, kind };
    },
  };
}

type Renewal = Parameters<Store['renew']>[1];

export function renewChange(key: string, renewal: Renewal): Change<void> {
  return {
    reads: [rowKey(key)],
    async run(view) {
      const row = await loadRow(view, key);
      if (row?.state !== 'completed') return;
      const after = renewed(row, renewal);
      if (after !== row) saveRow(view, row, after);
    },
  };
}

/** Reconcile calls this for every key it meets at every pass: without a real change nothing is written. */
function renewed(row: StoredRow, { keepUntil, ackedBefore, now }: Renewal): StoredRow {
  if (row.completedAs === 'elsewhere') return reopen(row, now);
  const isAckLost = row.ackPlan === undefined && row.ackedAt !== undefined && row.ackedAt < ackedBefore;
  const isWorthKeeping = keepUntil - (row.keepUntil ?? 0) > DAY_MS;
  if (!isAckLost && !isWorthKeeping) return row;
  const longer = { ...row, keepUntil: Math.max(keepUntil, row.keepUntil ?? 0) };
  return isAckLost ? { ...longer, ackPlan: { dueAt: now, failures: 0 } } : longer;
}

export function ackDoneChange(ack: PendingAck, now: number): Change<void> {
  return ackChange(ack, (row) => {
    // A listing asked for before the acknowledgement may still name the item, so its key outlives this moment.
    const keepUntil = Math.max(row.keepUntil ?? 0, now + DAY_MS);
    return { ...without(row, 'ackPlan'), ackedAt: now, keepUntil };
  });
}

export function ackFailedChange(ack: PendingAck, nextAt: number): Change<void> {
  return ackChange(ack, (row, failures) => ({ ...row, ackPlan: { dueAt: nextAt, failures: failures + 1 } }));
}

/** A stronger acknowledgement asked for meanwhile is a plan of its own: the weaker one's fate does not touch it. */
function ackChange(ack: PendingAck, next: (row: StoredRow, failures: number) => StoredRow): Change<void> {
  return {
    reads: [rowKey(ack.key)],
    async run(view) {
      const row = await loadRow(view, ack.key);
      if (row?.ackPlan === undefined || row.ack !== ack.action) return;
      saveRow(view, row, next(row, row.ackPlan.failures));
    },
  };
}
