/**
 * Reads values of a provider's JSON without trusting their types. Each returns undefined for a value it cannot read.
 */

/** Ids and phone numbers are strings here, even if a provider or a bridge sends them as JSON numbers. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A non-negative whole number, sent as a number or as digits. */
export function readCount(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Seconds, rounded to whole ones. */
export function readSeconds(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text)) : undefined;
}

/** Aculab sends flags sometimes as booleans and sometimes as words. Anything but true and "true" is false. */
export function readFlag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}
