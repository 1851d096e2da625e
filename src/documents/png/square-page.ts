import { BadDocumentError } from '../../domain/errors';
import { createRow, endRow, writeRow, type Row, type RowSink } from '../bilevel/row';
import { MAX_PIXELS } from '../tiff/fax-picture';
import { pngFile } from './png-file';

export interface UnevenPage {
  width: number;
  height: number;
  /** Dots per inch. */
  resolution: { x: number; y: number };
}

/**
 * Makes a black-and-white PNG with square pixels. `decode` must send the rows of the page to the sink. The
 * direction with the lower resolution is stretched, so that nothing is lost. Throws `BadDocumentError` if
 * the result is larger than any fax.
 */
export function squarePage<T>(page: UnevenPage, decode: (sink: RowSink) => T): { png: Buffer; decoded: T } {
  const { width, height, resolution } = page;
  const across = Math.max(1, resolution.y / resolution.x);
  const down = Math.max(1, resolution.x / resolution.y);
  const wide = Math.round(width * across);
  const high = Math.round(height * down);
  if (wide * high > MAX_PIXELS) throw new BadDocumentError('a page is too large to be shown with square pixels');
  const stride = 1 + Math.ceil(wide / 8);
  const rows = new Uint8Array(stride * high);
  const stretched = createRow(wide);
  let source = 0;
  let drawn = 0;
  const decoded = decode((row) => {
    source += 1;
    const end = Math.min(Math.round(source * down), high);
    if (drawn === end) return;
    const first = drawn * stride;
    writeRow(across === 1 ? row : stretch(row, stretched, { across, wide }), rows, first + 1);
    for (drawn += 1; drawn < end; drawn++) rows.copyWithin(drawn * stride, first, first + stride);
  });
  whiteForZero(rows, stride);
  const dotsPerInch = Math.max(resolution.x, resolution.y);
  return { png: pngFile({ width: wide, height: high, bitsPerPixel: 1, rows, dotsPerInch }), decoded };
}

function stretch(row: Row, into: Row, { across, wide }: { across: number; wide: number }): Row {
  for (let index = 0; index < row.count; index++) {
    into.changes[index] = Math.round((row.changes[index] ?? 0) * across);
  }
  endRow(into, row.count, wide);
  return into;
}

/** In PNG a 0 is black, so inverts everything but the first byte of each row. */
function whiteForZero(rows: Uint8Array, stride: number): void {
  for (let start = 0; start < rows.length; start += stride) {
    for (let at = start + 1; at < start + stride; at++) rows[at] = ~(rows[at] ?? 0);
  }
}
