import { normalizeNumber } from '../../domain/phone-number';

/**
 * A number as Aculab writes it: international without `+`. Short codes (six digits at most), senders of letters and SIP
 * addresses stay as they are, national numbers are completed by `country`, withheld = "".
 */
export function readNumber(value: string | undefined, country: string): string {
  const text = value?.trim() ?? '';
  if (/^\d{1,6}$/.test(text)) return text;
  return normalizeNumber(/^[1-9]\d{6,14}$/.test(text) ? `+${text}` : text, country);
}

/** As Aculab wants it: full international digits without `+`; undefined = it is no such number. */
export function wireNumber(number: string): string | undefined {
  return /^\+?([1-9]\d{5,14})$/.exec(number.trim())?.[1];
}
