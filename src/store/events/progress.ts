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

/** Whether this status is news; if so, later ones are compared with it. An event without progress is always news. */
export function advance(hand: Hand, event: NewEvent): boolean {
  const key = progressKey(event);
  if (key === undefined || event.progress === undefined) return true;
  const text = hand.get(key);
  const last = text === undefined ? undefined : readProgress(text, hand);
  if (last !== undefined && (last.final || !isAhead(event.progress, last))) return false;
  const { attempt, rank, pages, final } = event.progress;
  const keepUntil = Math.max(event.keepUntil, last?.keepUntil ?? 0);
  hand.replace(last && progressRow(key, last), progressRow(key, { attempt, rank, pages, final, keepUntil }));
  return true;
}

/** Adopts a row of another store under its old key. */
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
