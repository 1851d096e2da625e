import { isUtf8 } from 'node:buffer';
import { BadDocumentError } from '../domain/errors';

const REPLACEMENT = Buffer.from('\ufffd');
/** The four bytes beyond ASCII that every PDF has in its second line are the least that a document loses. */
const LOST_AT_LEAST = 4;
const LONGEST_PATH = 4_096;
/** As PDF, TIFF, PNG and JPEG begin, also in base64. */
const BEGINS = /^\s*(?:%PDF-|II\*\0|MM\0\*|\ufffdPNG|\ufffd{4}|JVBERi0|SUkqA|TU0AK|iVBORw0K|\/9j\/4)/;

/**
 * Bytes that were read as text and made bytes again: what was no text in them is lost, and each loss stands as U+FFFD. A
 * document as it should be is no UTF-8.
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

/** A document's content, or another text that is the path of no file. */
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
