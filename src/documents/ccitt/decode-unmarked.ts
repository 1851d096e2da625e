import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { BitReader } from './bit-reader';
import { decodeRow1d } from './decode-row';
import { DecodedRows, type Size } from './decoded-rows';

/** Rows begin at any bit, at a byte, or at a 16-bit word. */
export type Alignment = 1 | 8 | 16;

/** How many positions of a strip are tried in all when searching for the next good row. */
const MAX_TRIES = 20_000;

/** Decodes T.4 one-dimensional without marks: TIFF compression 2, and compression 3 as some programs write it. */
export function decodeUnmarked(bytes: Uint8Array, size: Size, alignment: Alignment, sink: RowSink): LineQuality {
  const reader = new BitReader(bytes);
  const rows = new DecodedRows(size, sink);
  let aligned = alignment;
  let tries = MAX_TRIES;
  while (!rows.isFull && !reader.isAtEnd) {
    const start = reader.position;
    if (isRowAt(start)) {
      rows.good();
      alignTo(aligned);
      continue;
    }
    if (aligned === 1 && start % 8 !== 0 && isRowAt((start + 7) & ~7)) {
      aligned = 8;
      reader.position = (start + 7) & ~7;
      continue;
    }
    rows.lost(1);
    if (!findRow(start)) break;
  }
  return rows.finish();

  function isRowAt(position: number): boolean {
    reader.position = position;
    return decodeRow1d(reader, rows.current, size.width);
  }

  /** Moves to the next position with two good rows in succession, because a single one may be a coincidence. */
  function findRow(from: number): boolean {
    for (let at = from + aligned; at < reader.end && tries > 0; at += aligned, tries--) {
      if (!isRowAt(at)) continue;
      alignTo(aligned);
      if (!reader.isAtEnd && !isRowAt(reader.position)) continue;
      reader.position = at;
      return true;
    }
    return false;
  }

  function alignTo(bits: Alignment): void {
    reader.position = Math.ceil(reader.position / bits) * bits;
  }
}
