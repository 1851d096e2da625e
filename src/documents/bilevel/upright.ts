import { createBitmap, strideOf, type Bitmap } from './bitmap';

/**
 * Whether a picture of this TIFF or Exif orientation (1 to 8) lies on its side, so that its rows are columns on paper.
 */
export function isOnItsSide(orientation: number): boolean {
  return orientation >= 5;
}

/** Turns and mirrors a page so that it can be read, by TIFF's orientation (1 to 8). */
export function upright(page: Bitmap, orientation: number): Bitmap {
  if (orientation === 1) return page;
  const isTurned = isOnItsSide(orientation);
  const turned = isTurned ? createBitmap(page.height, page.width) : createBitmap(page.width, page.height);
  const stride = strideOf(page.width);
  const turnedStride = strideOf(turned.width);
  const isRightToLeft = [2, 3, 6, 7].includes(orientation);
  const isBottomUp = [3, 4, 7, 8].includes(orientation);
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      if (((page.rows[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0) continue;
      const column = isTurned ? y : x;
      const row = isTurned ? x : y;
      const toX = isRightToLeft ? turned.width - 1 - column : column;
      const toY = isBottomUp ? turned.height - 1 - row : row;
      const at = toY * turnedStride + (toX >> 3);
      turned.rows[at] = (turned.rows[at] ?? 0) | (0x80 >> (toX & 7));
    }
  }
  return turned;
}
