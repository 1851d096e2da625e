/** Values of a provider's JSON, read without trusting their type. Unreadable = undefined. */

/** Ids and numbers are strings for us, even where a provider or a bridge sends a JSON number. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A whole number from 0 up, as a number or as digits. */
export function readCount(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Seconds with decimals, made whole. */
export function readSeconds(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text)) : undefined;
}

/** Aculab writes flags now as booleans, now as words. */
export function readFlag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}
