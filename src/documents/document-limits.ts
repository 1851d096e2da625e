import { BadDocumentError } from '../domain/errors';

/** For all documents of a fax together. Providers document no limit, but such a fax would take hours to transmit. */
export const MAX_DOCUMENT_BYTES = 30 * 1024 * 1024;
/** A fax of this many pages or more is refused. */
const PAGE_LIMIT = 200;

/** Throws `BadDocumentError` if a document or a whole fax has too many bytes. */
export function checkSize(size: number): void {
  if (size <= MAX_DOCUMENT_BYTES) return;
  throw new BadDocumentError(`a fax can have at most ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB: send it in parts`);
}

/** Throws `BadDocumentError` if a document or a whole fax has too many pages. */
export function checkPages(pages: number): void {
  if (pages < PAGE_LIMIT) return;
  throw new BadDocumentError(`a fax can have at most ${PAGE_LIMIT - 1} pages: send it in parts`);
}
