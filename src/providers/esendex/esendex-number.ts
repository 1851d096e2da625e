import { normalizeNumber } from '../../domain/phone-number';

/**
 * A number as Esendex writes it: international without `+`. Short codes (six digits at most) and senders of letters
 * stay as they are, national numbers are completed by `country`, withheld = "".
 */
export function readNumber(value: string | undefined, country: string): string {
  const text = value?.trim() ?? '';
  if (/^\d{1,6}$/.test(text)) return text;
  return normalizeNumber(/^[1-9]\d{6,14}$/.test(text) ? `+${text}` : text, country);
}
