import type { Pdfium } from './engine';

const COUNT = Buffer.from('/Count');
const NO_WORD = 'X'.charCodeAt(0);

/** PDFium believes what the page tree says of itself; where its last page is not there, they are counted. */
export function countPages(pdfium: Pdfium, document: number): number {
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

/**
 * How many pages the tree of a PDF has, whatever it says of itself: PDFium believes that word, and would not show what is
 * beyond it. It counts where the word is missing, so it is given the file without it, in `memory` that has room for it.
 * What is packed in a stream keeps its word.
 */
export function countLeaves(pdfium: Pdfium, bytes: Buffer, memory: number): number {
  pdfium.HEAPU8.set(bytes, memory);
  for (let at = bytes.indexOf(COUNT); at !== -1; at = bytes.indexOf(COUNT, at + 1)) {
    pdfium.HEAPU8[memory + at + 1] = NO_WORD;
  }
  const document = pdfium._FPDF_LoadMemDocument(memory, bytes.length, 0);
  if (document === 0) return 0;
  try {
    return countPages(pdfium, document);
  } finally {
    pdfium._FPDF_CloseDocument(document);
  }
}

function hasPage(pdfium: Pdfium, document: number, index: number): boolean {
  const page = pdfium._FPDF_LoadPage(document, index);
  if (page !== 0) pdfium._FPDF_ClosePage(page);
  return page !== 0;
}
