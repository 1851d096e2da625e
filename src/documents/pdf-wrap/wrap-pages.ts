import { createHash } from 'node:crypto';
import { placeImage } from './place-image';
import { pdfFile, type PdfObject } from './pdf-file';

/** A fax page, prepared for a PDF. */
export interface WrappedPage {
  /** Pixels. */
  width: number;
  height: number;
  /** Dots per inch. */
  resolution: { x: number; y: number };
  /** TIFF's orientation, 1 to 8. */
  orientation: number;
  /** How the bytes are coded, as entries of the image's dictionary. */
  coding: string;
  bytes: Uint8Array;
}

const FIRST_PAGE = 3;
const OBJECTS_A_PAGE = 3;

/** Makes a PDF of fax pages, each in its size on paper. The encoded pictures are not changed. */
export function wrapPages(pages: readonly WrappedPage[]): Buffer {
  const kids = pages.map((_, index) => `${FIRST_PAGE + index * OBJECTS_A_PAGE} 0 R`).join(' ');
  const objects: PdfObject[] = [
    { dictionary: '/Type /Catalog /Pages 2 0 R' },
    { dictionary: `/Type /Pages /Count ${pages.length} /Kids [${kids}]` },
    ...pages.flatMap((page, index) => pageObjects(page, FIRST_PAGE + index * OBJECTS_A_PAGE)),
  ];
  return pdfFile(objects, idOf(pages));
}

function pageObjects(page: WrappedPage, number: number): PdfObject[] {
  const { width, height, coding, bytes } = page;
  const { paper, matrix } = placeImage(page);
  const drawing = `q ${matrix.map(short).join(' ')} cm /Fax Do Q`;
  const resources = `<< /ProcSet [/PDF /ImageB] /XObject << /Fax ${number + 2} 0 R >> >>`;
  return [
    {
      dictionary:
        `/Type /Page /Parent 2 0 R /MediaBox [0 0 ${paper.map(short).join(' ')}] ` +
        `/Resources ${resources} /Contents ${number + 1} 0 R`,
    },
    { dictionary: '', stream: Buffer.from(drawing, 'latin1') },
    { dictionary: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} ${coding}`, stream: bytes },
  ];
}

/** The PDF's id, made from the pictures, so that the same fax always has the same one. */
function idOf(pages: readonly WrappedPage[]): string {
  const hash = createHash('sha256');
  for (const { bytes, coding } of pages) hash.update(coding).update(bytes);
  return hash.digest('hex').slice(0, 32);
}

/** Points, rounded to hundredths. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
