import type { SmsOrder } from '../../../domain/job';
import { smsParts } from '../../../domain/sms-parts';

/**
 * `same`: equal, character for character. `alike`: equal apart from changes that an SMS service may make to a text:
 * spaces, quotation marks, dashes, composed accents, characters that GSM does not have.
 */
export type Likeness = 'same' | 'alike' | 'other';

/** Several times the longest text that can be sent. Normalizing a long run of accents takes quadratic time. */
const MAX_LENGTH = 10_000;

/** What services write in place of a character that GSM does not have. */
const LOST = ['?', '', ' '];

/** Compares a text that the service lists with the text of an order. */
export function compareText(listed: string, { text, characterset }: SmsOrder): Likeness {
  if (withPlainEnds(listed) === withPlainEnds(text)) return 'same';
  if (listed.length > MAX_LENGTH) return 'other';
  const tidied = tidy(listed);
  if (tidied === tidy(text)) return 'alike';
  // Only for GSM: no other encoding loses characters, and a text without its letters would resemble many others.
  const isLossy = characterset === 'GSM' && LOST.some((instead) => tidied === tidy(asGsm(text, instead)));
  return isLossy ? 'alike' : 'other';
}

/** XML may have changed the line ends. */
function withPlainEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2018-\u201B\u2032\u00B4`]/g, "'")
    .replace(/[\u201C-\u201F\u2033\u00AB\u00BB]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function asGsm(text: string, instead: string): string {
  const offending = new Set(smsParts(text, 'GSM').offending);
  return Array.from(text, (character) => (offending.has(character) ? instead : character)).join('');
}
