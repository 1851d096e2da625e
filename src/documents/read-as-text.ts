import { isUtf8 } from 'node:buffer';
import { BadDocumentError } from '../domain/errors';

const REPLACEMENT = Buffer.from('\ufffd');
/** A PDF, which has four non-ASCII bytes in its second line, loses at least these; other documents lose more. */
const LOST_AT_LEAST = 4;
const LONGEST_PATH = 4_096;
/** The beginnings of PDF, TIFF, PNG and JPEG, read as text or encoded in base64. */
const BEGINS = /^\s*(?:%PDF-|II\*\0|MM\0\*|\ufffdPNG|\ufffd{4}|JVBERi0|SUkqA|TU0AK|iVBORw0K|\/9j\/4)/;

/**
 * Whether a binary document was read as text and then turned into bytes again. Each byte that was not valid text is
 * then lost, and U+FFFD stands in its place. An intact document is never valid UTF-8.
 */
export function wasReadAsText(bytes: Buffer): boolean {
  let lost = 0;
  for (let at = bytes.indexOf(REPLACEMENT); at !== -1 && lost < LOST_AT_LEAST; lost += 1) {
    at = bytes.indexOf(REPLACEMENT, at + REPLACEMENT.length);
  }
  return lost >= LOST_AT_LEAST && isUtf8(bytes);
}

export function beginsAsDocument(text: string): boolean {
  return BEGINS.test(text);
}

/** Whether a text is content (of a document, or several lines) and cannot be the path of a file. */
export function isContent(text: string): boolean {
  return (
    text.length > LONGEST_PATH || text.startsWith('II*') || beginsAsDocument(text) || /[\r\n\0\ufffd]/.test(text.trim())
  );
}

export function cameAsText(): BadDocumentError {
  return new BadDocumentError(
    'the document was read as text, which destroys it: set the read file node to a single Buffer object ' +
      '(to fax a text itself, give it as { text })',
  );
}
