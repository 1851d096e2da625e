/** Of XHTML an XML declaration may come first, of any page comments. */
const HTML = /^(?:\xef\xbb\xbf)?(?:\s|<\?(?:(?!\?>)[^])*\?>|<!--(?:(?!-->)[^])*-->)*<(?:!doctype\s+html|html)\b/i;
const HTML_TYPE = /^(?:text\/html|application\/xhtml)\b/i;
const LOOKED_AT = 2_000;

/** Whether a body is a page, as of a proxy or a captive portal. These also come with status 200, and without a type. */
export function isHtml(start: Buffer, contentType = ''): boolean {
  return HTML_TYPE.test(contentType) || HTML.test(start.toString('latin1', 0, LOOKED_AT));
}
