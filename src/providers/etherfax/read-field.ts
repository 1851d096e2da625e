/** Fields of the provider's JSON, read without trusting their type. Unreadable = undefined. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ids and numbers are strings for us, even where a bridge sends a JSON number. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A whole number from 0 up, as a number or as digits. */
export function readCount(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/** ISO 8601, UTC, with Z. A time without a zone is UTC: etherFAX writes none. */
export function readTime(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
  if (parts === null) return undefined;
  const [, date = '', time = '', zone = 'Z'] = parts;
  // What .NET writes for a time that was never set.
  if (date === '0001-01-01') return undefined;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
