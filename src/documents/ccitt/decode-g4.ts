import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { BitReader } from './bit-reader';
import { decodeRow2d } from './decode-row';
import { DecodedRows, type Size } from './decoded-rows';

/**
 * Decodes T.6 ("G4", "MMR"). It has no marks at which decoding could resume, so everything after a damaged row is lost.
 */
export function decodeG4(bytes: Uint8Array, size: Size, sink: RowSink): LineQuality {
  const reader = new BitReader(bytes);
  const rows = new DecodedRows(size, sink);
  while (!rows.isFull && decodeRow2d(reader, rows.current, rows.above, size.width)) rows.good();
  return rows.finish();
}
