const DIGIT = /\p{Nd}/u;
const PLAIN = /^[ -~]*$/;

/**
 * The characters of a number as a reader sees them: without invisible marks (phone books copy U+202A, web pages soft
 * hyphens), and with digits and the plus of any script as ASCII.
 */
export function plainCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[\p{Cf}\p{Variation_Selector}\u034f\u20e3]/gu, '')
    .replace(/[\uff0b\ufe62\u207a]/g, '+')
    .replace(/[\uff0a\ufe61\u204e]/g, '*')
    .replace(/[\uff08\ufe59]/g, '(')
    .replace(/[\uff09\ufe5a]/g, ')')
    .replace(/\uff0f/g, '/')
    .replace(/\uff0e/g, '.')
    .replace(/[\uff0c\u3001\u060c]/g, ',')
    .replace(/[\uff1b\u061b]/g, ';')
    .replace(/\uff1a/g, ':')
    .replace(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOf(digit)));
}

/** In Unicode the digits of each script follow each other from 0 to 9. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}
