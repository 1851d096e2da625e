import { plainCharacters } from './plain-characters';
import { readNumber } from './read-number';
import { spellingsOf, type Spellings } from './spellings';

export type NumberFilter = (number: string) => boolean;

export interface OwnNumbers {
  filter: string;
  country: string;
}

/**
 * A node's filter for its own numbers: empty = any; otherwise a comma-separated list, in which `*` stands for any
 * characters. A number passes if one of its spellings matches. `country`: the calling code of the filter's national
 * numbers; may be empty.
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

/** Complaints about complete numbers in the filter that cannot exist. They do not quote the number. */
export function filterFaults(filter: string, country: string): string[] {
  return patternsOf(filter).flatMap((pattern) => {
    const isWhole = !/[\p{L}*@]/u.test(pattern) && pattern.replace(/\D/g, '').length > SHORT_CODE;
    const reading = isWhole ? readNumber(pattern, country) : undefined;
    return reading?.kind === 'none' ? [reading.fault] : [];
  });
}

/** A number of at most this many digits may be a short code. */
const SHORT_CODE = 6;

function patternsOf(filter: string): string[] {
  return plainCharacters(filter)
    .split(/[,;\n\r]/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

/** The filter's verdicts are cached: an account has few numbers of its own. */
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

/** A number that came without a country code may still be this one. */
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
