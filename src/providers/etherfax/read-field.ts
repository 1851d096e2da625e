/** Fields of the provider's JSON, read without trusting their type. Unreadable = undefined. */

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
