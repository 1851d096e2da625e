/** Values of the provider's JSON, read without trusting their type. Unreadable = undefined. */

export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A whole number from 0 up, as a number or as digits. */
export function readCount(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Seconds with one decimal, made whole. */
export function readSeconds(value: unknown): number | undefined {
  const text = readText(value)?.trim() ?? '';
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text)) : undefined;
}

/** Aculab writes flags now as booleans, now as words. */
export function readFlag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}
