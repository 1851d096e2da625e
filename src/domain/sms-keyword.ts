import type { SmsReceived } from './sms';

type Keyword = NonNullable<SmsReceived['keyword']>;

/** What the carriers and providers act on (reference on fax and SMS, section 3). */
const WORDS: Record<Keyword, string[]> = {
  stop: [
    ...['STOP', 'STOPALL', 'END', 'CANCEL', 'QUIT', 'UNSUB', 'UNSUBSCRIBE', 'REVOKE', 'OPTOUT', 'OPT-OUT', 'REMOVE'],
    ...['TD', 'ARRET', 'ARRÊT'],
  ],
  help: ['HELP', 'HLP', 'INFO', 'AIDE'],
  start: ['START', 'UNSTOP', 'RESUME', 'RECOMMENCER'],
};

const KEYWORDS = new Map(
  Object.entries(WORDS).flatMap(([keyword, words]) => words.map((word) => [word, keyword as Keyword] as const)),
);

/** Twice the longest word: normalizing takes quadratic time over a long run of accents, and anyone can send a text. */
const MAX_LENGTH = 32;

/** Only where it is the whole message; any case. */
export function keywordOf(text: string): Keyword | undefined {
  const word = text.trim();
  return word.length > MAX_LENGTH ? undefined : KEYWORDS.get(word.toUpperCase().normalize('NFC'));
}
