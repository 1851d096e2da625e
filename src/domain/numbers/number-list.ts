import { plainCharacters } from './plain-characters';
import { takeApart } from './written-number';

/** More numbers in one message are a mistake in the flow or should be split: all of them are stored in one commit. */
export const MAX_LISTED = 1_000;

/** Longer text is not read at all. */
const MAX_LENGTH = MAX_LISTED * 200;

export interface NumberList {
  numbers: unknown[];
  /** False for a single number. An array is a list even if it holds one number or none. */
  isList: boolean;
}

/**
 * Reads the numbers to send to from a message or a node: a number, an
 * array, or text separated by commas, semicolons or line breaks.
 */
export function numberList(value: unknown): NumberList {
  if (Array.isArray(value)) return { numbers: value as unknown[], isList: true };
  if (typeof value !== 'string') return { numbers: [value], isList: false };
  if (value.length > MAX_LENGTH) return { numbers: [value], isList: false };
  // Checked first, because a single number may contain a separator: `tel:7946-0018;phone-context=+44-20`, or
  // 447700900123,0 from a spreadsheet.
  if ('written' in takeApart(value)) return { numbers: [value], isList: false };
  const numbers = plainCharacters(value)
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return numbers.length > 1 ? { numbers, isList: true } : { numbers: [value], isList: false };
}

/** A semicolon before `ext=` or the like belongs to one number: RFC 3966. */
const SEPARATOR = /[,\n\v\f\r\u0085\u2028\u2029]|;(?!\s*[a-z-]{1,40}\s*=)/i;
