import { createBitmap, strideOf, type Bitmap } from '../bilevel/bitmap';
import type { LineQuality } from '../bilevel/line-quality';
import { createRow, readRow, writeRow, type RowSink } from '../bilevel/row';
import { isOnItsSide, upright } from '../bilevel/upright';
import { squarePage } from '../png/square-page';
import { decodePage } from '../tiff/decode-page';
import { faxPictureOf, type FaxPicture } from '../tiff/fax-picture';
import { orientationOf, resolutionOf, type Resolution } from '../tiff/page-shape';
import type { TiffPage } from '../tiff/read-tiff';
import { OutputLimit } from './output-limit';
import { qualityOf, sizeOf, warningOf } from './page-facts';
import type { ConvertedPages } from './received-request';

/** Makes a PNG of each page, with square pixels. Only one decoded page is in memory at a time. */
export function pagesAsPng(pages: readonly TiffPage[], progress: () => void): ConvertedPages {
  const limit = new OutputLimit();
  const warnings: string[] = [];
  const files = pages.map((page, index) => {
    limit.takePixels(sizeOf(page.tags));
    const picture = faxPictureOf(page);
    const { png, decoded } = pngOf(page, picture);
    limit.takeBytes(png.length);
    const warning = warningOf(index + 1, picture.height, qualityOf(page.tags, decoded));
    if (warning !== undefined) warnings.push(warning);
    progress();
    return png;
  });
  return { files, warnings };
}

function pngOf(page: TiffPage, picture: FaxPicture): { png: Buffer; decoded: LineQuality } {
  const resolution = resolutionOf(page.tags, picture);
  const orientation = orientationOf(page.tags);
  const decode = (sink: RowSink): LineQuality => decodePage(page.pieces, picture, sink);
  if (orientation === 1) return squarePage({ ...picture, resolution }, decode);
  return turnedPng({ picture, resolution, orientation }, decode);
}

/** For a page that has to be turned, which needs all of its rows in memory at once. */
function turnedPng(
  { picture, resolution, orientation }: { picture: FaxPicture; resolution: Resolution; orientation: number },
  decode: (sink: RowSink) => LineQuality,
): { png: Buffer; decoded: LineQuality } {
  const page = createBitmap(picture.width, picture.height);
  let at = 0;
  const decoded = decode((row) => {
    writeRow(row, page.rows, at);
    at += strideOf(page.width);
  });
  const turned = upright(page, orientation);
  const shape = {
    ...turned,
    resolution: isOnItsSide(orientation) ? { x: resolution.y, y: resolution.x } : resolution,
  };
  return { png: squarePage(shape, (sink) => sendRows(turned, sink)).png, decoded };
}

function sendRows({ width, height, rows }: Bitmap, sink: RowSink): void {
  const row = createRow(width);
  for (let y = 0; y < height; y++) {
    readRow(row, rows, y * strideOf(width), width);
    sink(row);
  }
}
