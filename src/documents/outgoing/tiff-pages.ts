import { createBitmap, strideOf } from '../bilevel/bitmap';
import { writeRow } from '../bilevel/row';
import { FAX_WIDTH } from '../fax-page/fit-page';
import { wrapAnyPage } from '../pdf-wrap/wrap-any-page';
import { wrapPages } from '../pdf-wrap/wrap-pages';
import { decodePage } from '../tiff/decode-page';
import { faxPictureOf } from '../tiff/fax-picture';
import { isBlackAndWhite } from '../tiff/is-black-and-white';
import { orientationOf, resolutionOf } from '../tiff/page-shape';
import { readTiff, type TiffPage } from '../tiff/read-tiff';
import type { WrittenPage } from '../tiff/write-tiff';
import { writtenFaxPage, type FaxResolution } from '../tiff/write-tiff-f';
import { isFaxTiff } from './fax-tiff';

/**
 * Columns per inch that are near enough to a fax. A scan of A4 or Letter at 200 dots per inch has 1,654 or 1,700
 * columns: with white margins instead of scaling it stays sharp.
 */
const SAME_COLUMNS = { least: 190, most: 215 };
/** Rows per inch that are near enough to a fax. */
const ROWS: readonly { resolution: FaxResolution; least: number; most: number }[] = [
  { resolution: 'fine', least: 185, most: 215 },
  { resolution: 'standard', least: 92, most: 108 },
];

/**
 * Fax pages of a TIFF that is not a fax TIFF as a whole. `draw` makes fax pages from a
 * PDF. Rejects with `BadDocumentError`.
 */
export async function tiffPages(file: Buffer, draw: (pdf: Buffer) => Promise<WrittenPage[]>): Promise<WrittenPage[]> {
  const isLittleEndian = file[0] === 0x49;
  const pages: WrittenPage[] = [];
  for (const page of readTiff(file)) {
    const near = isBlackAndWhite(page) ? faxPage(page) : undefined;
    pages.push(...(near ? [near] : await draw(wrapPages([wrapAnyPage(page, isLittleEndian).wrapped]))));
  }
  return pages;
}

function faxPage(page: TiffPage): WrittenPage | undefined {
  if (isFaxTiff(page)) return { tags: page.tags, strips: page.pieces };
  const picture = faxPictureOf(page);
  const { x, y } = resolutionOf(page.tags, picture);
  const rows = ROWS.find(({ least, most }) => y >= least && y <= most);
  const isNear = picture.width <= FAX_WIDTH && x >= SAME_COLUMNS.least && x <= SAME_COLUMNS.most;
  return isNear && rows && orientationOf(page.tags) === 1 ? padded(page, rows.resolution) : undefined;
}

function padded(page: TiffPage, resolution: FaxResolution): WrittenPage {
  const picture = faxPictureOf(page);
  const { width, height } = picture;
  const bitmap = createBitmap(FAX_WIDTH, height);
  const left = (FAX_WIDTH - width) >> 1;
  let at = 0;
  decodePage(page.pieces, picture, ({ changes, count }) => {
    const moved = changes.map((change) => change + left);
    // If a row ends in black, close the run at the picture's edge, or it would reach the edge of the paper.
    const closed = count % 2 === 0 ? count : count + 1;
    writeRow({ changes: moved, count: closed }, bitmap.rows, at);
    at += strideOf(FAX_WIDTH);
  });
  return writtenFaxPage(bitmap, resolution);
}
