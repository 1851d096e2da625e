import type { SmsOrder } from '../../../domain/job';
import { smsParts } from '../../../domain/sms-parts';

/**
 * `same`: to the character. `alike`: as a service may write it that tidies texts: blanks, quotation marks, dashes, how
 * an accent is written, what GSM does not have.
 */
export type Likeness = 'same' | 'alike' | 'other';

/** Several times the longest text that is sent: normalizing takes quadratic time over a long run of accents. */
const MAX_LENGTH = 10_000;

/** What services put for a character that GSM does not have. */
const LOST = ['?', '', ' '];

/** How like the text that the service lists is to the one that it was given. */
export function compareText(listed: string, { text, characterset }: SmsOrder): Likeness {
  if (withPlainEnds(listed) === withPlainEnds(text)) return 'same';
  if (listed.length > MAX_LENGTH) return 'other';
  const tidied = tidy(listed);
  if (tidied === tidy(text)) return 'alike';
  // Elsewhere nothing is lost, and a text without its letters is like many others.
  const isLossy = characterset === 'GSM' && LOST.some((instead) => tidied === tidy(asGsm(text, instead)));
  return isLossy ? 'alike' : 'other';
}

/** Line ends may be rewritten on the way through XML. */
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
