const PREDEFINED = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Leading zeros are allowed; more of them than this are no one's honest way to write a character. */
const MAX_REFERENCE = 32;

/** Anything that XML 1.0 does not count as a character, a lone surrogate included. */
const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export function hasForbiddenCharacter(text: string): boolean {
  return NO_CHARACTER.test(text);
}

/**
 * Resolves the five predefined entities and numeric references, once: what they give is not looked at again.
 * undefined = another entity, a bare `&`, or a reference to something that is no character of XML.
 */
export function decodeEntities(text: string): string | undefined {
  let decoded = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at);
    if (end < 0 || end - at > MAX_REFERENCE) return undefined;
    const character = characterOf(text.slice(at + 1, end));
    if (character === undefined) return undefined;
    decoded += text.slice(from, at) + character;
    from = end + 1;
  }
  return from === 0 ? text : decoded + text.slice(from);
}

function characterOf(reference: string): string | undefined {
  if (!reference.startsWith('#')) return PREDEFINED.get(reference);
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(reference) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** NaN is none. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
