import { BadDocumentError } from '../../domain/errors';
import { isCutOff } from './cut-off';
import { allocate, discardPdfium, isTrap, loadPdfium, openForms, type Pdfium } from './engine';
import { drawPage, type GreyPicture, type Size } from './draw-page';

const HEADER = '%PDF-';
/** Readers look for the header in the first kilobyte: some programs put lines of their own before it. */
const TOLERANCE = 1024;
/** `FPDF_GetLastError`: a password is needed, or a kind of encryption that PDFium does not know. */
const LOCKED = [4, 5];

export interface OpenPdf {
  pages: number;
  /** The whole page, from 0, in as many pixels as `pixelsFor` wants for its size in points. Throws `BadDocumentError`. */
  draw(page: number, pixelsFor: (points: Size) => Size): GreyPicture;
}

/** Where the PDF begins in its file; -1 where it is none. */
export function pdfHeaderAt(file: Buffer): number {
  return file.subarray(0, TOLERANCE).indexOf(HEADER);
}

/**
 * Opens a PDF for `use` and closes it afterwards. Rejects with `BadDocumentError` for one that is cut off, locked by a
 * password, damaged or without pages.
 */
export async function withPdf<T>(file: Buffer, use: (pdf: OpenPdf) => T): Promise<T> {
  const start = pdfHeaderAt(file);
  if (start === -1) throw new BadDocumentError('the PDF file is damaged: it does not begin as a PDF');
  const bytes = file.subarray(start);
  if (isCutOff(bytes)) throw new BadDocumentError('the PDF file is damaged: its end is missing');
  const pdfium = await loadPdfium();
  try {
    return useDocument(pdfium, bytes, use);
  } catch (error) {
    if (!isTrap(error)) throw error;
    discardPdfium();
    throw unreadable(error);
  }
}

function useDocument<T>(pdfium: Pdfium, bytes: Buffer, use: (pdf: OpenPdf) => T): T {
  const memory = allocate(pdfium, bytes.length);
  try {
    pdfium.HEAPU8.set(bytes, memory);
    const document = pdfium._FPDF_LoadMemDocument(memory, bytes.length, 0);
    if (document === 0) throw LOCKED.includes(pdfium._FPDF_GetLastError()) ? locked() : unreadable();
    try {
      return useForms(pdfium, document, use);
    } finally {
      pdfium._FPDF_CloseDocument(document);
    }
  } finally {
    pdfium.wasmExports.free(memory);
  }
}

function useForms<T>(pdfium: Pdfium, document: number, use: (pdf: OpenPdf) => T): T {
  const pages = countPages(pdfium, document);
  if (pages === 0) throw new BadDocumentError('the PDF file has no pages');
  const forms = openForms(pdfium, document);
  try {
    return use({
      pages,
      draw: (page, pixelsFor) => drawPage(pdfium, { document, forms: forms.handle, page }, pixelsFor),
    });
  } finally {
    forms.close();
  }
}

/** PDFium believes what the page tree says of itself; where its last page is not there, they are counted. */
function countPages(pdfium: Pdfium, document: number): number {
  const told = pdfium._FPDF_GetPageCount(document);
  if (told <= 0 || hasPage(pdfium, document, told - 1)) return Math.max(told, 0);
  let [there, missing] = [0, told - 1];
  while (there < missing) {
    const middle = (there + missing) >> 1;
    if (hasPage(pdfium, document, middle)) there = middle + 1;
    else missing = middle;
  }
  return there;
}

function hasPage(pdfium: Pdfium, document: number, index: number): boolean {
  const page = pdfium._FPDF_LoadPage(document, index);
  if (page !== 0) pdfium._FPDF_ClosePage(page);
  return page !== 0;
}

function locked(): BadDocumentError {
  return new BadDocumentError('the PDF file is locked by a password: save it without one');
}

function unreadable(cause?: unknown): BadDocumentError {
  return new BadDocumentError('the PDF file is damaged: it cannot be read', { cause });
}
