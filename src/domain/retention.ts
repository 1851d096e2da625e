import { DAY_MS } from './durations';
import type { Clock } from './clock';

/** A flow may still read a document by its path while it marks the fax: docs/contract.md#documents. */
const MIN_DOCUMENT_MS = 60 * 60_000;

export interface Retention {
  keepDays: number;
  documentDays: number;
}

/** For events whose connection is no longer deployed. */
export const DEFAULT_RETENTION: Retention = { keepDays: 30, documentDays: 0 };

/** Until when a key that is completed now is remembered, and its document kept. Steady ms. */
export function retainUntil(clock: Clock, { keepDays, documentDays }: Retention) {
  const now = clock.now();
  return {
    keepUntil: now + clock.scaled(keepDays * DAY_MS),
    documentUntil: now + clock.scaled(Math.max(MIN_DOCUMENT_MS, documentDays * DAY_MS)),
  };
}
