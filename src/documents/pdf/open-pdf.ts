import { BadDocumentError } from '../../domain/errors';
import { isCutOff } from './cut-off';
import { allocate, discardPdfium, isTrap, loadPdfium, openForms, type Pdfium } from './engine';
import { countLeaves, countPages } from './count-pages';
import { drawPage, type GreyPicture, type Size } from './draw-page';

const HEADER = '%PDF-';
/** PDF readers look for the header in the first kilobyte, because some programs write lines before it. */
const TOLERANCE = 1024;
/** `FPDF_GetLastError`: the file needs a password, or has an unknown kind of encryption. */
const LOCKED = [4, 5];

export interface OpenPdf {
  pages: number;
  /**
   * Draws a page (counted from 0) in the pixels that `pixelsFor` returns for its size
   * in points. Throws `BadDocumentError`.
   */
  draw(page: number, pixelsFor: (points: Size) => Size): GreyPicture;
}

/** The position of the PDF's header in a file; -1 when it is not a PDF. */
export function pdfHeaderAt(file: Buffer): number {
  return file.subarray(0, TOLERANCE).indexOf(HEADER);
}

/**
 * Opens a PDF for `use` and closes it afterwards. Rejects with `BadDocumentError` for a PDF that is cut off, locked by
 * a password, damaged or without pages.
 */
export async function withPdf<T>(file: Buffer, use: (pdf: OpenPdf) => T): Promise<T> {
  const start = pdfHeaderAt(file);
  if (start === -1) throw new BadDocumentError('the PDF file is damaged: it does not begin like a PDF');
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
    const leaves = countLeaves(pdfium, bytes, memory);
    pdfium.HEAPU8.set(bytes, memory);
    const document = pdfium._FPDF_LoadMemDocument(memory, bytes.length, 0);
    if (document === 0) throw LOCKED.includes(pdfium._FPDF_GetLastError()) ? locked() : unreadable();
    try {
      return useForms(pdfium, { document, leaves }, use);
    } finally {
      pdfium._FPDF_CloseDocument(document);
    }
  } finally {
    pdfium.wasmExports.free(memory);
  }
}

interface LoadedPdf {
  document: number;
  leaves: number;
}

function useForms<T>(pdfium: Pdfium, { document, leaves }: LoadedPdf, use: (pdf: OpenPdf) => T): T {
  const pages = countPages(pdfium, document);
  if (pages === 0) throw new BadDocumentError('the PDF file has no pages');
  if (leaves > pages) {
    throw new BadDocumentError('the PDF file is damaged: it has more pages than it says; print it to a new one');
  }
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

function locked(): BadDocumentError {
  return new BadDocumentError('the PDF file is locked by a password: save it without one');
}

function unreadable(cause?: unknown): BadDocumentError {
  return new BadDocumentError('the PDF file is damaged: it cannot be read', { cause });
}
