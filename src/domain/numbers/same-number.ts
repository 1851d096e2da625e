import { readNumber } from './read-number';

/** These last digits stay the same however a number is dialled. */
const TAIL = 7;

/** Whether two spellings are one number. If one lacks its country code, the other must end with its digits. */
export function isSameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  if (!endAlike(one, other)) return false;
  if (areComplete(one, other)) return canonical(one) === canonical(other);
  const [a, b] = [digitsOf(one), digitsOf(other)];
  return a.length < b.length ? b.endsWith(a) : a.endsWith(b);
}

/** If one lacks its country code, only two numbers that end differently are certainly different. */
export function mayBeSameNumber(one: string, other: string): boolean {
  return areComplete(one, other) ? isSameNumber(one, other) : one === other || endAlike(one, other);
}

function areComplete(one: string, other: string): boolean {
  return one.startsWith('+') && other.startsWith('+');
}

function endAlike(one: string, other: string): boolean {
  // A quick check, because this runs for each of thousands of waiting jobs, most of which differ here.
  if (one.at(-1) !== other.at(-1)) return false;
  const [a, b] = [digitsOf(one), digitsOf(other)];
  const length = Math.min(TAIL, a.length, b.length);
  return length > 0 && a.slice(-length) === b.slice(-length);
}

/** Without prefixes that may or may not be written: `+`, `00`, and the `0` of a national number. */
function digitsOf(number: string): string {
  return number.replace(/\D/g, '').replace(/^0+/, '');
}

function canonical(number: string): string {
  const reading = readNumber(number, '');
  return reading.kind === 'number' ? reading.e164 : number;
}
