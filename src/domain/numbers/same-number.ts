import { readNumber } from './read-number';

/** However a number is dialled, this many of its last digits stay the same. */
const TAIL = 7;

/** One number in two spellings? Where one lacks its country code, what the other ends with. */
export function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  if (!endAlike(one, other)) return false;
  if (areComplete(one, other)) return canonical(one) === canonical(other);
  const [a, b] = [digitsOf(one), digitsOf(other)];
  return a.length < b.length ? b.endsWith(a) : a.endsWith(b);
}

/** Only two numbers that end differently are surely two, where one lacks its country code. */
export function mayBeSameNumber(one: string, other: string): boolean {
  return areComplete(one, other) ? isSameNumber(one, other) : one === other || endAlike(one, other);
}

function areComplete(one: string, other: string): boolean {
  return one.startsWith('+') && other.startsWith('+');
}

function endAlike(one: string, other: string): boolean {
  // Asked for each of thousands that wait: most differ here.
  if (one.at(-1) !== other.at(-1)) return false;
  const [a, b] = [digitsOf(one), digitsOf(other)];
  const length = Math.min(TAIL, a.length, b.length);
  return length > 0 && a.slice(-length) === b.slice(-length);
}

/** Without what stands before a number now and then: `+`, `00`, the `0` of a national one. */
function digitsOf(number: string): string {
  return number.replace(/\D/g, '').replace(/^0+/, '');
}

function canonical(number: string): string {
  const reading = readNumber(number, '');
  return reading.kind === 'number' ? reading.e164 : number;
}
