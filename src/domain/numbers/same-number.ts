import { readNumber } from './read-number';

/** However a number is dialled from elsewhere, so many of its last digits stay. */
const TAIL = 7;

/** One number in two spellings? Where one lacks its country code, what the other ends with. */
export function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [digitsOf(one), digitsOf(other)];
  if (!endAlike(a, b)) return false;
  if (one.startsWith('+') && other.startsWith('+')) return canonical(one) === canonical(other);
  return a.length < b.length ? b.endsWith(a) : a.endsWith(b);
}

/** Only two numbers that end differently are surely two, where one lacks its country code. */
export function mayBeSameNumber(one: string, other: string): boolean {
  const areComplete = one.startsWith('+') && other.startsWith('+');
  return areComplete ? isSameNumber(one, other) : one === other || endAlike(digitsOf(one), digitsOf(other));
}

function endAlike(a: string, b: string): boolean {
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
