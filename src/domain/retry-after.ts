/** A provider's wish is honoured within these limits: docs/contract.md#webhooks. */
const MIN_MS = 1_000;
const MAX_MS = 3_600_000;

/**
 * `Retry-After` (seconds, or an HTTP date) in ms, limited to between 1 s and 1 h so that a mistake of the server cannot
 * silence us for a year. undefined = absent or unreadable. `theirs`: the server's own clock.
 */
export function parseRetryAfter(value: string | undefined, theirs: number): number | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - theirs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, MIN_MS), MAX_MS);
}
