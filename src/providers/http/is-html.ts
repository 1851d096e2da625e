const HTML = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b/i;

/** Whether a body is a page, as of a proxy or a captive portal. These also come with status 200, and without a type. */
export function isHtml(start: Buffer): boolean {
  return HTML.test(start.toString('latin1', 0, 200));
}
