import { plainCharacters } from './plain-characters';
import { takeApart } from './written-number';

/** More in one message is a mistake of the flow, or better split: all of them are stored in one commit. */
export const MAX_LISTED = 1_000;

/** Nothing that is longer is read at all. */
const MAX_LENGTH = MAX_LISTED * 200;

export interface NumberList {
  /** As they were given. */
  numbers: unknown[];
  /** False: a number alone. An array is a list however many it holds. */
  isList: boolean;
}

/** What a message or a node gives as numbers to send to: a number, an array, or a text with commas, semicolons or new lines. */
export function numberList(value: unknown): NumberList {
  if (Array.isArray(value)) return { numbers: value as unknown[], isList: true };
  if (typeof value !== 'string') return { numbers: [value], isList: false };
  if (value.length > MAX_LENGTH) return { numbers: [value], isList: false };
  // Also one that has a separator of its own: `tel:7946-0018;phone-context=+44-20`, or 447700900123,0 of a spreadsheet.
  if ('written' in takeApart(value)) return { numbers: [value], isList: false };
  const numbers = plainCharacters(value)
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return numbers.length > 1 ? { numbers, isList: true } : { numbers: [value], isList: false };
}

/** A semicolon before `ext=` or the like belongs to one number: RFC 3966. */
const SEPARATOR = /[,\n\v\f\r\u0085\u2028\u2029]|;(?!\s*[a-z-]{1,40}\s*=)/i;
