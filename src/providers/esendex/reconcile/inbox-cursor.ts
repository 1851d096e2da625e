import type { Facts } from '../../../domain/facts';

/** How far the inbox has been read; kept across restarts. Times are in ms of the service's clock. */
export interface InboxCursor {
  /** When this account was read for the first time. */
  firstContact: number;
  /** When the last complete pass began; undefined before the first one. */
  completeUntil?: number;
}

/** The account's cursor. If there is none, stores a new one and returns it. */
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

/** Includes the account, because the user can change the connection's account, and each needs its own cursor. */
function nameOf(account: string): string {
  return `esendex-inbox:${account.trim().toLowerCase()}`;
}

function isCursor(value: unknown): value is InboxCursor {
  if (typeof value !== 'object' || value === null || !('firstContact' in value)) return false;
  const until = 'completeUntil' in value ? value.completeUntil : 0;
  return typeof value.firstContact === 'number' && typeof until === 'number';
}
