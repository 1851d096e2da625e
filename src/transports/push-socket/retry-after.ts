const MIN_MS = 1_000;
const MAX_MS = 60 * 60_000;

/**
 * A `Retry-After` header (seconds, or an HTTP date) as a wait in ms, held between 1 s and 1 h: a slip of the server must
 * not silence us for a year. Undefined where there is none, or none that can be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(MAX_MS, Math.max(MIN_MS, waitMs));
}
