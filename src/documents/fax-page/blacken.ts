import { createBitmap, strideOf, type Bitmap } from '../bilevel/bitmap';
import type { GreyPicture } from '../pdf/draw-page';
import { FAX_WIDTH } from './fit-page';

/**
 * `text`: everything darker than light grey (three quarters of white) becomes black. With a threshold of one half,
 * light grey fields and thin lines would vanish.
 * `photo`: greys become clusters of dots, which a fax's compression handles best, but which still take minutes to
 * transmit.
 */
export type Greys = 'text' | 'photo';

export const TEXT_THRESHOLD = 191;

/** For each pixel of a 4 by 4 dot, the grey below which it is black. Dots grow from their middle. */
const CLUSTER = [
  [12, 5, 6, 13],
  [4, 0, 1, 7],
  [11, 3, 2, 8],
  [15, 10, 9, 14],
].map((row) => row.map((rank) => 255 - ((rank + 0.5) * 256) / 16));

/**
 * Makes a fax page of full width with the picture in the middle. A picture wider than a fax is cut off at the right.
 */
export function blacken(picture: GreyPicture, greys: Greys): Bitmap {
  const page = createBitmap(FAX_WIDTH, picture.height);
  const left = Math.max(0, (FAX_WIDTH - picture.width) >> 1);
  const stride = strideOf(FAX_WIDTH);
  for (let y = 0; y < picture.height; y++) {
    const thresholds = greys === 'photo' ? (CLUSTER[y & 3] ?? []) : [];
    blackenRow(picture, { y, left, thresholds }, page.rows.subarray(y * stride, (y + 1) * stride));
  }
  return page;
}

function blackenRow(
  { width, data }: GreyPicture,
  { y, left, thresholds }: { y: number; left: number; thresholds: readonly number[] },
  row: Uint8Array,
): void {
  const end = Math.min(width, FAX_WIDTH - left);
  const start = y * width;
  let [byte, at] = [0, left];
  // Collects eight pixels per write, for speed: a page has some four million.
  for (let x = 0; x < end; x++) {
    const isBlack = (data[start + x] ?? 0) < (thresholds[x & 3] ?? TEXT_THRESHOLD);
    byte = (byte << 1) | (isBlack ? 1 : 0);
    at += 1;
    if ((at & 7) === 0) row[(at >> 3) - 1] = byte;
  }
  if ((at & 7) !== 0) row[at >> 3] = byte << (8 - (at & 7));
}
