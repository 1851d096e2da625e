import { BadDocumentError } from '../domain/errors';

/** Of a whole fax, all its documents together. Providers name no limit; a fax of this size would take hours on the line. */
export const MAX_DOCUMENT_BYTES = 30 * 1024 * 1024;
/** This many pages, or more, are refused. */
const PAGE_LIMIT = 200;

/** Bytes of a document, or of a whole fax. Throws `BadDocumentError`. */
export function checkSize(size: number): void {
  if (size <= MAX_DOCUMENT_BYTES) return;
  throw new BadDocumentError(`a fax can have at most ${MAX_DOCUMENT_BYTES / 1024 / 1024} MB: send it in parts`);
}

/** Pages of a document, or of a whole fax. Throws `BadDocumentError`. */
export function checkPages(pages: number): void {
  if (pages < PAGE_LIMIT) return;
  throw new BadDocumentError(`a fax can have at most ${PAGE_LIMIT - 1} pages: send it in parts`);
}
