import { BadDocumentError } from '../domain/errors';
import { checkPages, checkSize } from './document-limits';
import { documentType } from './document-type';
import { inspectPdf, pdfHeaderAt } from './inspect-pdf';
import { inspectTiff } from './inspect-tiff';

export interface InspectedDocument {
  type: 'image/tiff' | 'application/pdf' | 'application/x-senx';
  /** undefined where it cannot be told. */
  pages?: number;
}

/**
 * What a document to be faxed is. `claimedType` decides only where the bytes cannot, which is so for SENx. Throws
 * `BadDocumentError` for one that is empty, damaged, locked, too large, or of a type that no provider takes.
 */
export function inspectDocument(bytes: Buffer, claimedType?: string): InspectedDocument {
  if (bytes.length === 0) throw new BadDocumentError('the document is empty');
  checkSize(bytes.length);
  const inspected = inspectByType(bytes, claimedType);
  checkPages(inspected.pages ?? 0);
  return inspected;
}

function inspectByType(bytes: Buffer, claimedType: string | undefined): InspectedDocument {
  const { type } = documentType(bytes, claimedType);
  if (type === 'image/tiff' || isBigTiff(bytes)) return { type: 'image/tiff', pages: inspectTiff(bytes).pages };
  if (type === 'application/x-senx') return { type };
  if (pdfHeaderAt(bytes) !== -1) return { type: 'application/pdf', ...inspectPdf(bytes) };
  throw new BadDocumentError(
    'this is no document that can be faxed: only PDF and black-and-white fax TIFF can ' +
      '(and SENx where it says so by its type); save texts, web pages, Word files and pictures as PDF first',
  );
}

/** So that it is told what to do, instead of being no TIFF at all. */
function isBigTiff(bytes: Buffer): boolean {
  return ['II+\0', 'MM\0+'].includes(bytes.toString('latin1', 0, 4));
}
