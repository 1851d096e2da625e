import { BadDocumentError } from '../../domain/errors';
import { isCutOff } from './cut-off';
import { allocate, discardPdfium, isTrap, loadPdfium, openForms, type Pdfium } from './engine';
import { countLeaves, countPages } from './count-pages';
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
