import { BadDocumentError } from '../domain/errors';
import { countPages } from './pdf/count-pages';
import { Effort } from './pdf/effort';
import type { ObjectIndex } from './pdf/object-index';
import { PdfObjects } from './pdf/pdf-objects';
import { readCrossReferences } from './pdf/read-cross-references';
import { scanObjects } from './pdf/scan-objects';
import { UnreadablePdfError } from './pdf/unreadable-pdf';

const HEADER = '%PDF-';
const END = '%%EOF';
/** How far from its place readers look for a mark, since mail and web servers add lines of their own. */
const TOLERANCE = 1024;
const MAX_COUNTED = 1000;
const MAX_MENTIONS = 10_000;

/** Where the PDF begins in its file; -1 where it is none. */
export function pdfHeaderAt(file: Buffer): number {
  return file.subarray(0, TOLERANCE).indexOf(HEADER);
}

/**
 * Throws `BadDocumentError` for a PDF that is cut off, locked or without pages. Pages are counted up to 1,000; undefined
 * where they cannot be told, which is no fault: a provider's reader may know better.
 */
export function inspectPdf(file: Buffer): { pages?: number } {
  const start = pdfHeaderAt(file);
  if (start === -1) throw new BadDocumentError('the PDF file is damaged: it does not begin as a PDF');
  const pdf = file.subarray(start);
  checkEnd(pdf);
  const pages = pagesBy(readCrossReferences, pdf) ?? pagesBy(scanObjects, pdf);
  if (pages === 0) throw new BadDocumentError('the PDF file has no pages');
  if (pages !== undefined) return { pages };
  if (mentionsEncryption(pdf)) throw locked();
  if (!pdf.includes(' obj')) throw new BadDocumentError('the PDF file is damaged: there is nothing in it');
  return {};
}

/** A file that was cut off can have an end mark further up: of an earlier version, or of the first page for fast viewing. */
function checkEnd(pdf: Buffer): void {
  const mark = pdf.lastIndexOf(END);
  const rest = pdf.subarray(mark + END.length, endOf(pdf));
  if (mark === -1 || rest.length > TOLERANCE || rest.includes(' obj')) {
    throw new BadDocumentError('the PDF file is damaged: its end is missing');
  }
}

/** Behind the last byte that is neither zero nor a blank: some programs fill the last block of a file. */
function endOf(pdf: Buffer): number {
  let end = pdf.length;
  while (end > 0 && (pdf[end - 1] ?? 0) <= 0x20) end -= 1;
  return end;
}

function pagesBy(makeIndex: (pdf: Buffer, effort: Effort) => ObjectIndex, pdf: Buffer): number | undefined {
  const effort = new Effort();
  try {
    const index = makeIndex(pdf, effort);
    if (index.trailers.some((trailer) => trailer.has('Encrypt'))) throw locked();
    const root = index.trailers.map((trailer) => trailer.get('Root')).find((value) => value !== undefined);
    return countPages(new PdfObjects(pdf, index, effort), root, MAX_COUNTED);
  } catch (error) {
    if (error instanceof UnreadablePdfError) return undefined;
    throw error;
  }
}

/** For a file whose structure is beyond us: a false alarm is better than a fax that no service can open. */
function mentionsEncryption(pdf: Buffer): boolean {
  const name = '/Encrypt';
  let at = pdf.indexOf(name);
  for (let mentions = 0; at !== -1 && mentions < MAX_MENTIONS; mentions++) {
    const next = pdf.toString('latin1', at + name.length, at + name.length + 24);
    if (/^\s*(?:\d{1,10}\s+\d{1,5}\s+R|<<)/.test(next)) return true;
    at = pdf.indexOf(name, at + name.length);
  }
  return false;
}

/** Also one that opens without a password, encrypted only to forbid printing or copying. */
function locked(): BadDocumentError {
  return new BadDocumentError(
    'the PDF file is locked by a password, or protected against printing or copying: save it without protection',
  );
}
