import type { Progress } from '../../domain/events';
import type { NewEvent } from '../event-row';
import { keyOf } from './key-space';
import { EXPIRY } from './placement';
import type { View } from './view';

interface KeptProgress extends Pick<Progress, 'attempt' | 'rank' | 'pages' | 'final'> {
  keepUntil: number;
}

export const PROGRESS = 'progress';

export function progressKey({ scope, kind, progress }: NewEvent): string | undefined {
  return progress && keyOf(PROGRESS, scope, kind, progress.subject);
}

/** Is this status news? If so it is what later ones are measured against. Events without progress always are. */
export async function advance(view: View, event: NewEvent): Promise<boolean> {
  const key = progressKey(event);
  if (key === undefined || event.progress === undefined) return true;
  const text = await view.get(key);
  const last = text === undefined ? undefined : (JSON.parse(text) as KeptProgress);
  if (last !== undefined && !isNews(last, event.progress)) return false;
  const { attempt, rank, pages, final } = event.progress;
  const keepUntil = Math.max(event.keepUntil, last?.keepUntil ?? 0);
  if (last !== undefined) view.del(keyOf(EXPIRY, last.keepUntil, PROGRESS, key));
  view.put(keyOf(EXPIRY, keepUntil, PROGRESS, key), key);
  view.put(key, JSON.stringify({ attempt, rank, pages, final, keepUntil } satisfies KeptProgress));
  return true;
}

/** From another store, under the key it had there. */
export function adoptProgress(view: View, key: string, text: string): void {
  const { keepUntil } = JSON.parse(text) as KeptProgress;
  view.put(keyOf(EXPIRY, keepUntil, PROGRESS, key), key);
  view.put(key, text);
}

/** docs/contract.md#keys: (attempt, rank, pages) must have grown; a final state sticks. */
function isNews(last: KeptProgress, next: Progress): boolean {
  if (last.final) return false;
  if (next.attempt !== last.attempt) return next.attempt > last.attempt;
  if (next.rank !== last.rank) return next.rank > last.rank;
  return next.pages > last.pages;
}
