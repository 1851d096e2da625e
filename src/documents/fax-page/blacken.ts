import { createBitmap, strideOf, type Bitmap } from '../bilevel/bitmap';
import type { GreyPicture } from '../pdf/draw-page';
import { FAX_WIDTH } from './fit-page';

/**
 * `text`: what is darker than three quarters is black; at half, light grey fields and thin lines would vanish.
 * `photo`: greys become clusters of dots, which a fax's compression bears best and which still cost minutes on the line.
 */
export type Greys = 'text' | 'photo';

const TEXT_THRESHOLD = 191;

/** Dots that grow from their middle, 4 by 4 pixels: which of 16 greys turns each of them black first. */
const CLUSTER = [
  [12, 5, 6, 13],
  [4, 0, 1, 7],
  [11, 3, 2, 8],
  [15, 10, 9, 14],
].map((row) => row.map((rank) => 255 - ((rank + 0.5) * 256) / 16));

/** A fax page of full width with the picture in its middle. Pictures wider than a fax are cut off at the right. */
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
  // Eight at a time: a page has some four million.
  for (let x = 0; x < end; x++) {
    const isBlack = (data[start + x] ?? 0) < (thresholds[x & 3] ?? TEXT_THRESHOLD);
    byte = (byte << 1) | (isBlack ? 1 : 0);
    at += 1;
    if ((at & 7) === 0) row[(at >> 3) - 1] = byte;
  }
  if ((at & 7) !== 0) row[at >> 3] = byte << (8 - (at & 7));
}
