import { documentType } from './document-type';
import { pdfHeaderAt, withPdf } from './pdf/open-pdf';
import type { GreyPicture, Size } from './pdf/draw-page';
import { pngFile } from './png/png-file';
import { thumbnail } from './png/thumbnail';
import { decodePage } from './tiff/decode-page';
import { faxPictureOf } from './tiff/fax-picture';
import { resolutionOf } from './tiff/page-shape';
import { readDamagedTiff } from './tiff/read-tiff';

const POINTS_PER_INCH = 72;

/**
 * A grey PNG of a document's first page, scaled to fit `box` (pixels); undefined for
 * SENx. Rejects with `BadDocumentError`.
 */
export async function firstPage(document: Buffer, box: Size): Promise<Buffer | undefined> {
  if (documentType(document).type === 'image/tiff') return ofTiff(document, box);
  return pdfHeaderAt(document) === -1 ? undefined : ofPdf(document, box);
}

function ofTiff(document: Buffer, box: Size): Buffer | undefined {
  const [page] = readDamagedTiff(document).pages;
  if (!page) return undefined;
  const picture = faxPictureOf(page);
  const { width, height } = picture;
  const resolution = resolutionOf(page.tags, picture);
  const onPaper = { width, height: height * (resolution.x / resolution.y) };
  const shape = { width, height, resolution };
  return thumbnail(shape, fitted(onPaper, box).width, (sink) => void decodePage(page.pieces, picture, sink));
}

async function ofPdf(document: Buffer, box: Size): Promise<Buffer> {
  let points = 0;
  const picture = await withPdf(document, (pdf) =>
    pdf.draw(0, (page) => {
      points = page.width;
      return fitted(page, box);
    }),
  );
  const { width, height } = picture;
  const dotsPerInch = (width * POINTS_PER_INCH) / points;
  return pngFile({ width, height, bitsPerPixel: 8, rows: rowsOf(picture), dotsPerInch });
}

/** The largest size within the box that keeps the proportions. */
function fitted({ width, height }: Size, box: Size): Size {
  const scale = Math.min(box.width / width, box.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** In PNG's format: for each row a zero (no filter), then its pixels. */
function rowsOf({ width, height, data }: GreyPicture): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}
