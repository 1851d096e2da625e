import { BadInputError } from './errors';
import { normalizeNumber } from './phone-number';

/** E.164 has at most 15 digits, and nothing that can be dialled has fewer than 3. */
const MIN_DIGITS = 3;
const MAX_DIGITS = 15;

/**
 * The number to send to: E.164 where it is known to be international or `country` completes it, else as it is dialled.
 * Throws `BadInputError` for what can be no number; its message never holds it.
 */
export function destination(value: unknown, country: string): string {
  const text = textOf(value).trim();
  if (text === '') throw new BadInputError('to: needs a number');
  if (!/^\+?[\d\s().\-/]+$/.test(text)) throw new BadInputError('to: is no phone number');
  const number = normalizeNumber(text, country).replace(/[^\d+]/g, '');
  const digits = number.replace(/\D/g, '').length;
  if (digits < MIN_DIGITS || digits > MAX_DIGITS) {
    throw new BadInputError(`to: a phone number has ${MIN_DIGITS} to ${MAX_DIGITS} digits`);
  }
  return number;
}

/** A number in a message has lost its leading zeros already, but not more. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (value === undefined || value === null) return '';
  throw new BadInputError('to: must be a text or a whole number');
}
