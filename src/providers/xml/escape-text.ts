/** What XML 1.0 cannot hold, escaped or not (https://www.w3.org/TR/xml/#charsets). */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Can XML bring this text through to the character? */
export function fitsXml(text: string): boolean {
  return !NOT_XML.test(text);
}

/** As content of an element. Line ends and tabs as references, because a parser rewrites bare ones. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`);
}
