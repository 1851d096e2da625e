import { strideOf, type Bitmap } from '../bilevel/bitmap';
import { createRow, readRow } from '../bilevel/row';
import { G4Encoder } from './g4-encoder';
import type { StripEncoder } from './strip-encoder';

/** Encodes a page as one strip of G4. */
export function encodeG4(bitmap: Bitmap): Buffer {
  return encodeBitmap(bitmap, new G4Encoder(bitmap.width));
}

export function encodeBitmap({ width, height, rows }: Bitmap, encoder: StripEncoder): Buffer {
  const row = createRow(width);
  const stride = strideOf(width);
  for (let y = 0; y < height; y++) {
    readRow(row, rows, y * stride, width);
    encoder.add(row);
  }
  return encoder.finish();
}
