import type { Facts } from '../../../domain/facts';

/** How far the inbox has been read; kept over restarts. Times are ms of the service's clock. */
export interface InboxCursor {
  /** When this account was first met. */
  firstContact: number;
  /** When the last complete pass began; undefined = there was none yet. */
  completeUntil?: number;
}

/** The account's cursor; one is begun, durably, where there is none. */
export async function recallCursor(facts: Facts, account: string, now: number): Promise<InboxCursor> {
  const kept = await facts.recall(nameOf(account));
  if (isCursor(kept)) return kept;
  const cursor = { firstContact: now };
  await facts.remember(nameOf(account), cursor);
  return cursor;
}

export function rememberCursor(facts: Facts, account: string, cursor: InboxCursor): Promise<void> {
  return facts.remember(nameOf(account), cursor);
}

/** Settings can change: another account of the same connection has a cursor of its own. */
function nameOf(account: string): string {
  return `esendex-inbox:${account.trim().toLowerCase()}`;
}

function isCursor(value: unknown): value is InboxCursor {
  if (typeof value !== 'object' || value === null || !('firstContact' in value)) return false;
  const until = 'completeUntil' in value ? value.completeUntil : 0;
  return typeof value.firstContact === 'number' && typeof until === 'number';
}
