import type { Progress } from '../../domain/events';
import { isAhead } from '../../domain/is-ahead';
import type { NewEvent } from '../event-row';
import { keyOf } from '../path';
import { rowReader } from '../read-row';
import type { Hand, Row } from '../rows';
import { EXPIRY } from './placement';

interface KeptProgress extends Pick<Progress, 'attempt' | 'rank' | 'pages' | 'final'> {
  keepUntil: number;
}

export const readProgress = rowReader<KeptProgress>('the progress of a status', {
  attempt: 'number',
  rank: 'number',
  pages: 'number',
  final: 'boolean',
  keepUntil: 'number',
});

export const PROGRESS = 'progress';

export function progressKey({ scope, kind, progress }: NewEvent): string | undefined {
  return progress && keyOf(PROGRESS, scope, kind, progress.subject);
}

/** Is this status news? If so it is what later ones are measured against. Events without progress always are. */
export function advance(hand: Hand, event: NewEvent): boolean {
  const key = progressKey(event);
  if (key === undefined || event.progress === undefined) return true;
  const text = hand.get(key);
  const last = text === undefined ? undefined : readProgress(text, hand);
  // What is final stays so.
  if (last !== undefined && (last.final || !isAhead(event.progress, last))) return false;
  const { attempt, rank, pages, final } = event.progress;
  const keepUntil = Math.max(event.keepUntil, last?.keepUntil ?? 0);
  hand.replace(last && progressRow(key, last), progressRow(key, { attempt, rank, pages, final, keepUntil }));
  return true;
}

/** From another store, under the key it had there. */
export function adoptProgress(hand: Hand, key: string, text: string): void {
  hand.replace(undefined, progressRow(key, readProgress(text, hand)));
}

export function forgetProgress(hand: Hand, key: string): boolean {
  const text = hand.get(key);
  if (text === undefined) return false;
  hand.replace(progressRow(key, readProgress(text, hand)), undefined);
  return true;
}

function progressRow(key: string, kept: KeptProgress): Row {
  const places = [{ path: keyOf(EXPIRY, kept.keepUntil, PROGRESS, key), shows: key }];
  return { key, value: JSON.stringify(kept), places };
}
