/**
 * A key of the database: parts joined by `/`. Text parts are escaped, so that no id of a provider or user can end a
 * part early or leave its range; numbers have a fixed width, so that they sort as numbers.
 */
export function keyOf(...parts: [string, ...(string | number)[]]): string {
  let key = '';
  for (const part of parts) {
    if (key !== '') key += '/';
    key += typeof part === 'number' ? sortable(part) : escapePart(part);
  }
  return key;
}

export interface KeyRange {
  gte: string;
  lt: string;
}

/** All keys below `prefix`; `0` is the character after `/`. */
export function below(prefix: string): KeyRange {
  return { gte: `${prefix}/`, lt: `${prefix}0` };
}

/** Keys below `prefix` whose next part is a number not greater than `last`. */
export function upTo(prefix: string, last: number): KeyRange {
  return { gte: `${prefix}/`, lt: `${prefix}/${sortable(last + 1)}` };
}

/** Keys below `prefix` whose next part is a number greater than `first`. */
export function beyond(prefix: string, first: number): KeyRange {
  return { gte: `${prefix}/${sortable(first)}0`, lt: `${prefix}0` };
}

/** Keys below `prefix` whose next part begins with `start`. */
export function startingWith(prefix: string, start: string): KeyRange {
  const first = `${prefix}/${escapePart(start)}`;
  return { gte: first, lt: `${first}\x7f` };
}

/** The text part that follows `prefix` in `key`; it must be the last part. */
export function textAfter(prefix: string, key: string): string {
  return key
    .slice(prefix.length + 1)
    .replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The number that follows `prefix` in `key`. */
export function numberAfter(prefix: string, key: string): number {
  return Number(key.slice(prefix.length + 1, prefix.length + 1 + DIGITS));
}

const DIGITS = String(Number.MAX_SAFE_INTEGER).length;

function sortable(value: number): string {
  if (Number.isNaN(value)) throw new RangeError('a time or number for the store is NaN');
  const whole = Math.min(Math.max(Math.floor(value), 0), Number.MAX_SAFE_INTEGER);
  return String(whole).padStart(DIGITS, '0');
}

const ESCAPED = /[^\x21-\x24\x26-\x2e\x30-\x7e]/;
const EACH_ESCAPED = new RegExp(ESCAPED, 'g');

/** By code unit: in UTF-8 all lone surrogates become the same character, and two keys the same key. */
function escapePart(text: string): string {
  if (!ESCAPED.test(text)) return text;
  return text.replace(EACH_ESCAPED, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
