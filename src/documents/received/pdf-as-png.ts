import { TEXT_THRESHOLD } from '../fax-page/blacken';
import { withPdf } from '../pdf/open-pdf';
import type { GreyPicture, Size } from '../pdf/draw-page';
import { pngFile } from '../png/png-file';
import { MAX_PIXELS } from '../tiff/fax-picture';
import { OutputLimit } from './output-limit';
import type { ConvertedPages } from './received-request';

/** The resolution of a fine fax. */
const DOTS_PER_INCH = 204;
const POINTS_PER_INCH = 72;

/** Makes a black-and-white PNG of each page of a fax that came as PDF. Only one drawn page is in memory at a time. */
export function pdfAsPng(file: Buffer, progress: () => void): Promise<ConvertedPages> {
  return withPdf(file, (pdf) => {
    const limit = new OutputLimit();
    const files: Buffer[] = [];
    for (let page = 0; page < pdf.pages; page++) {
      const drawn = pdf.draw(page, pixelsOf);
      limit.takePixels(drawn);
      const { width, height } = drawn;
      const png = pngFile({ width, height, bitsPerPixel: 1, rows: rowsOf(drawn), dotsPerInch: DOTS_PER_INCH });
      limit.takeBytes(png.length);
      files.push(png);
      progress();
    }
    return { files, warnings: [] };
  });
}

/** A sheet larger than any fax is drawn at a lower resolution, so that it has at most `MAX_PIXELS`. */
function pixelsOf({ width, height }: Size): Size {
  const scale = DOTS_PER_INCH / POINTS_PER_INCH;
  const fitted = Math.min(scale, Math.sqrt(MAX_PIXELS / (width * height)));
  return { width: Math.max(1, Math.floor(width * fitted)), height: Math.max(1, Math.floor(height * fitted)) };
}

/** In PNG's format: for each row a zero (no filter), then eight pixels per byte, where a 1 is white. */
function rowsOf({ width, height, data }: GreyPicture): Uint8Array {
  const stride = 1 + Math.ceil(width / 8);
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] ?? 0) < TEXT_THRESHOLD) continue;
      const at = y * stride + 1 + (x >> 3);
      rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return rows;
}
