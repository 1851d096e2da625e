import { plainCharacters } from './plain-characters';
import { readNumber } from './read-number';
import { spellingsOf, type Spellings } from './spellings';

export type NumberFilter = (number: string) => boolean;

/** What a filter is made of. */
export interface OwnNumbers {
  filter: string;
  country: string;
}

/**
 * A node's filter for its own numbers: empty = any, a list by commas, `*` for any characters. A number passes where one
 * of its spellings does. `country`: the calling code where the filter's numbers have none; may be empty.
 */
export function numberFilter(filter: string, country: string): NumberFilter {
  const patterns = patternsOf(filter).map((pattern) => matcherOf(pattern, country));
  if (patterns.length === 0) return () => true;
  const known = new Map<string, boolean>();
  return (number) => {
    const isKnown = known.get(number);
    if (isKnown !== undefined) return isKnown;
    const passes = patterns.some((pattern) => pattern(number));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(number, passes);
    return passes;
  };
}

/** Which of its whole numbers nobody can have. Quotes nothing. */
export function filterFaults(filter: string, country: string): string[] {
  return patternsOf(filter).flatMap((pattern) => {
    const isWhole = !/[\p{L}*@]/u.test(pattern) && pattern.replace(/\D/g, '').length > SHORT_CODE;
    const reading = isWhole ? readNumber(pattern, country) : undefined;
    return reading?.kind === 'none' ? [reading.fault] : [];
  });
}

/** With at most this many digits it may be a short code. */
const SHORT_CODE = 6;

function patternsOf(filter: string): string[] {
  return plainCharacters(filter)
    .split(/[,;\n\r]/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

/** An account has few own numbers, and each is read once. */
const MOST_KNOWN = 100;

function matcherOf(pattern: string, country: string): NumberFilter {
  const reading = pattern.includes('*') ? undefined : readNumber(pattern, country);
  if (reading?.kind === 'number') return (number) => isWritten(reading.e164, number);
  const start = pattern.replace(/^(?:tel|fax):\s*/i, '');
  // A SIP address or a name.
  if (/[\p{L}@]/u.test(start)) return (text) => fits(start, text);
  const wanted = start.replace(/[^\d*]/g, '');
  if (wanted === '') return () => false;
  const among = ({ international, plain }: Spellings): ReadonlySet<string> =>
    start.startsWith('+') ? international : plain;
  return (number) => [...among(spellingsOf(number, country))].some((spelling) => fits(wanted, spelling));
}

/** What came without a country code may still be this very number. */
function isWritten(e164: string, number: string): boolean {
  const reading = readNumber(number, '');
  if (reading.kind === 'number') return reading.e164 === e164;
  return spellingsOf(e164, '').plain.has(number.replace(/\D/g, ''));
}

function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const plain = text.toLowerCase();
  if (rest.length === 0) return plain === first;
  const last = rest.pop() ?? '';
  if (!plain.startsWith(first) || !plain.endsWith(last) || plain.length < first.length + last.length) return false;
  let at = first.length;
  const end = plain.length - last.length;
  for (const part of rest) {
    const found = plain.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
