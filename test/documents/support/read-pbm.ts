import { readFile } from 'node:fs/promises';
import { createBitmap, strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';
import { trimmed } from './bitmaps';

/** A picture as poppler's programs write it: black and white (PBM), or grey (PGM), of which the darker half is black. */
export async function readPbm(path: string): Promise<Bitmap> {
  const file = await readFile(path);
  const head = /^P([45])\s+(\d+)\s+(\d+)\s(?:255\s)?/.exec(file.toString('latin1', 0, 200));
  if (!head) throw new Error(`${path} is no picture`);
  const [all, kind, width = '', height = ''] = head;
  const size = { width: Number(width), height: Number(height) };
  const pixels = new Uint8Array(file.subarray(all.length));
  return kind === '4' ? trimmed({ ...size, rows: pixels }) : darkerHalf(size, pixels);
}

function darkerHalf({ width, height }: { width: number; height: number }, pixels: Uint8Array): Bitmap {
  const bitmap = createBitmap(width, height);
  pixels.forEach((grey, index) => {
    if (grey >= 128) return;
    const x = index % width;
    const at = Math.floor(index / width) * strideOf(width) + (x >> 3);
    bitmap.rows[at] = (bitmap.rows[at] ?? 0) | (0x80 >> (x & 7));
  });
  return bitmap;
}
