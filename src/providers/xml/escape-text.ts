/** Characters that XML 1.0 cannot hold, not even as a reference (https://www.w3.org/TR/xml/#charsets). */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Whether XML can carry this text exactly. */
export function fitsXml(text: string): boolean {
  return !NOT_XML.test(text);
}

/** Escapes text for an element's content. Line ends and tabs become references, because parsers may change them. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`);
}
