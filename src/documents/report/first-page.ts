import { documentType } from '../document-type';
import { pdfHeaderAt, withPdf } from '../pdf/open-pdf';
import type { GreyPicture } from '../pdf/draw-page';
import { pngFile } from '../png/png-file';
import { thumbnail } from '../png/thumbnail';
import { decodePage } from '../tiff/decode-page';
import { faxPictureOf } from '../tiff/fax-picture';
import { resolutionOf } from '../tiff/page-shape';
import { readTiff } from '../tiff/read-tiff';

const WIDE = 300;
const POINTS_PER_INCH = 72;

/** A small picture (PNG) of what was faxed: its first page. undefined for SENx. Rejects with `BadDocumentError`. */
export async function firstPage(document: Buffer): Promise<Buffer | undefined> {
  if (documentType(document).type === 'image/tiff') return ofTiff(document);
  return pdfHeaderAt(document) === -1 ? undefined : ofPdf(document);
}

function ofTiff(document: Buffer): Buffer | undefined {
  const [page] = readTiff(document);
  if (!page) return undefined;
  const picture = faxPictureOf(page);
  const { width, height } = picture;
  const shape = { width, height, resolution: resolutionOf(page.tags, picture) };
  return thumbnail(shape, WIDE, (sink) => void decodePage(page.pieces, picture, sink));
}

async function ofPdf(document: Buffer): Promise<Buffer> {
  let wide = 0;
  const picture = await withPdf(document, (pdf) =>
    pdf.draw(0, (points) => {
      wide = points.width;
      return {
        width: WIDE,
        height: Math.min(2 * WIDE, Math.max(1, Math.round((points.height * WIDE) / points.width))),
      };
    }),
  );
  const dotsPerInch = (WIDE * POINTS_PER_INCH) / wide;
  const { width, height } = picture;
  return pngFile({ width, height, bitsPerPixel: 8, rows: rowsOf(picture), dotsPerInch });
}

/** Each with the zero before it that a PNG has where nothing is filtered. */
function rowsOf({ width, height, data }: GreyPicture): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}
