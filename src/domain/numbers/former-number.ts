/**
 * A number as version 0.1.0 read it and stored it in the identity of its jobs. Without this an event that was offered
 * before an update and again after it would be sent twice. undefined = it was refused. May be removed once no job of
 * that version is kept (`keepDays`).
 */
export function formerNumber(value: unknown, country: string): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  const number = text.startsWith('+') ? `+${digits}` : completed(digits, country);
  const length = number.replace('+', '').length;
  return length < 3 || length > 15 ? undefined : number;
}

function completed(digits: string, country: string): string {
  if (digits.startsWith('00') && digits.length > 7) return `+${digits.slice(2)}`;
  if (country === '') return digits;
  if (country === '1') {
    if (digits.startsWith('011')) return `+${digits.slice(3)}`;
    if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
    return digits.length === 10 ? `+1${digits}` : digits;
  }
  if (digits.startsWith('0')) return `+${country}${digits.slice(1)}`;
  return digits.startsWith(country) && digits.length > 10 ? `+${digits}` : `+${country}${digits}`;
}
