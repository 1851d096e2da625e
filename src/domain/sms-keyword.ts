import type { SmsReceived } from './sms';

type Keyword = NonNullable<SmsReceived['keyword']>;

/** The words that carriers and providers act on (docs/faxes.md#sms). */
const WORDS: Record<Keyword, string[]> = {
  stop: [
    ...['STOP', 'STOPALL', 'STOP ALL', 'END', 'CANCEL', 'QUIT', 'UNSUB', 'UNSUBSCRIBE', 'REVOKE', 'OPTOUT', 'OPT OUT'],
    ...['REMOVE', 'TD', 'ARRET', 'ARRÊT'],
  ],
  help: ['HELP', 'HLP', 'INFO', 'AIDE'],
  start: ['START', 'UNSTOP', 'RESUME', 'RECOMMENCER'],
};

const KEYWORDS = new Map(
  Object.entries(WORDS).flatMap(([keyword, words]) => words.map((word) => [word, keyword as Keyword] as const)),
);

/** Twice the longest word: normalizing takes quadratic time over a long run of accents, and anyone can send a text. */
const MAX_LENGTH = 32;

/** The keyword, if it is the whole message, in any case and with any punctuation around it. */
export function keywordOf(text: string): Keyword | undefined {
  const words = text
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  // NFKC makes full-width letters plain and joins a separate accent to its letter.
  return words.length > MAX_LENGTH ? undefined : KEYWORDS.get(words.normalize('NFKC').toUpperCase());
}
