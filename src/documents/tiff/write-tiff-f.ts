import type { Bitmap } from '../bilevel/bitmap';
import { encodeG4 } from '../ccitt/encode-bitmap';
import { COMPRESSION, TAG, WHITE_IS_ZERO } from './tags';
import { writeTiff, type WrittenPage } from './write-tiff';

/** `standard` has 98 rows per inch, `fine` 196; both have 204 columns per inch. */
export type FaxResolution = 'standard' | 'fine';

const COLUMNS_PER_INCH = 204;
const ROWS_PER_INCH: Record<FaxResolution, number> = { standard: 98, fine: 196 };
const INCH = 2;

/** Writes one or more pages as a TIFF-F file (RFC 2306): G4, one strip per page, a 1 is black. */
export function writeTiffF(
  pages: readonly Bitmap[],
  { resolution = 'fine' }: { resolution?: FaxResolution } = {},
): Buffer {
  return writeTiff(pages.map((page) => writtenFaxPage(page, resolution)));
}

/** Encodes one page for such a file. */
export function writtenFaxPage(page: Bitmap, resolution: FaxResolution): WrittenPage {
  return { tags: tagsOf(page, ROWS_PER_INCH[resolution]), strips: [encodeG4(page)] };
}

function tagsOf({ width, height }: Bitmap, rowsPerInch: number): Map<number, number[]> {
  return new Map([
    [TAG.imageWidth, [width]],
    [TAG.imageLength, [height]],
    [TAG.bitsPerSample, [1]],
    [TAG.compression, [COMPRESSION.g4]],
    [TAG.photometric, [WHITE_IS_ZERO]],
    [TAG.fillOrder, [1]],
    [TAG.samplesPerPixel, [1]],
    [TAG.rowsPerStrip, [height]],
    [TAG.xResolution, [COLUMNS_PER_INCH, 1]],
    [TAG.yResolution, [rowsPerInch, 1]],
    [TAG.t6Options, [0]],
    [TAG.resolutionUnit, [INCH]],
  ]);
}
