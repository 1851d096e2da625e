import { BadDocumentError } from '../../domain/errors';
import { allocate, type Pdfium } from './engine';

/** Eight bits per pixel, 0 = black, row by row without padding. */
export interface GreyPicture extends Size {
  data: Uint8Array;
}

export interface Size {
  width: number;
  height: number;
}

const GREY = 1;
const WHITE = 0xffffffff;
/** Draw annotations, in grey, as for printing. */
const FLAGS = 0x01 | 0x08 | 0x800;

/**
 * Draws one page in the size that `pixelsFor` returns for its size in points (1/72 inch). Pixels need not be square.
 */
export function drawPage(
  pdfium: Pdfium,
  { document, forms, page: index }: { document: number; forms: number; page: number },
  pixelsFor: (points: Size) => Size,
): GreyPicture {
  const page = pdfium._FPDF_LoadPage(document, index);
  const points = { width: pdfium._FPDF_GetPageWidth(page), height: pdfium._FPDF_GetPageHeight(page) };
  if (page === 0 || !(points.width > 0 && points.height > 0)) {
    throw new BadDocumentError(`page ${index + 1} of the PDF file cannot be read`);
  }
  const { width, height } = pixelsFor(points);
  const memory = allocate(pdfium, width * height);
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, GREY, memory, width);
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    if (forms !== 0) pdfium._FORM_OnAfterLoadPage(page, forms);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS);
    if (forms !== 0) {
      pdfium._FPDF_FFLDraw(forms, bitmap, page, 0, 0, width, height, 0, FLAGS);
      pdfium._FORM_OnBeforeClosePage(page, forms);
    }
    return { width, height, data: pdfium.HEAPU8.slice(memory, memory + width * height) };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
    pdfium._FPDF_ClosePage(page);
    pdfium.wasmExports.free(memory);
  }
}
