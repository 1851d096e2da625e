import type { Pdfium } from './engine';

const COUNT = Buffer.from('/Count');
const NO_WORD = 'X'.charCodeAt(0);

/** PDFium trusts the `/Count` in the file. If the last of those pages does not exist, this finds how many really do. */
export function countPages(pdfium: Pdfium, document: number): number {
  const claimed = pdfium._FPDF_GetPageCount(document);
  if (claimed <= 0 || hasPage(pdfium, document, claimed - 1)) return Math.max(claimed, 0);
  let [there, missing] = [0, claimed - 1];
  while (there < missing) {
    const middle = (there + missing) >> 1;
    if (hasPage(pdfium, document, middle)) there = middle + 1;
    else missing = middle;
  }
  return there;
}

/**
 * Counts the pages in a PDF's page tree without trusting its `/Count`, because PDFium would not show the pages beyond
 * it. PDFium counts by itself when there is no `/Count`, so it gets the file with that word destroyed, in `memory`,
 * which must be large enough. A `/Count` inside a compressed stream stays.
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
