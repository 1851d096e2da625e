/**
 * One black-and-white page. `rows` holds its rows from the top, each `ceil(width / 8)` bytes with the leftmost pixel
 * in the most significant bit. A 1 is black; bits beyond `width` are ignored.
 */
export interface Bitmap {
  width: number;
  height: number;
  rows: Uint8Array;
}

/** The number of bytes in a row. */
export function strideOf(width: number): number {
  return Math.ceil(width / 8);
}

/** A white page. */
export function createBitmap(width: number, height: number): Bitmap {
  return { width, height, rows: new Uint8Array(strideOf(width) * height) };
}

/** Draws a black rectangle, in pixels, clipped to the page. */
export function fillRectangle(
  bitmap: Bitmap,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  const stride = strideOf(bitmap.width);
  const right = Math.min(x + width, bitmap.width);
  const bottom = Math.min(y + height, bitmap.height);
  for (let row = Math.max(y, 0); row < bottom; row++) {
    for (let column = Math.max(x, 0); column < right; column++) {
      const at = row * stride + (column >> 3);
      bitmap.rows[at] = (bitmap.rows[at] ?? 0) | (0x80 >> (column & 7));
    }
  }
}
