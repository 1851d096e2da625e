import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { BitReader } from './bit-reader';
import { decodeRow1d, decodeRow2d } from './decode-row';
import { decodeUnmarked } from './decode-unmarked';
import { DecodedRows, type Size } from './decoded-rows';
import { readEndOfLine, seekEndOfLine } from './end-of-line';

/** So many end-of-line marks together end a page. */
const RETURN_TO_CONTROL = 6;
/** Too few bits for a mark: the filling of the last byte. */
const REST_BITS = 8;

/** T.4 ("G3"). A row that is damaged is replaced by the one above it, and reading goes on at the next row that can be read. */
export function decodeG3(bytes: Uint8Array, size: Size, isTwoDimensional: boolean, sink: RowSink): LineQuality {
  if (!isTwoDimensional && !hasMarks(bytes, size.width)) return decodeUnmarked(bytes, size, 1, sink);
  const reader = new BitReader(bytes);
  const rows = new DecodedRows(size, sink);
  // A row that is told by its difference from a lost one is lost, too.
  let isAboveLost = false;
  for (;;) {
    const { marks, is1d } = readMarks(reader, isTwoDimensional);
    const isEnd = marks >= RETURN_TO_CONTROL || isRestEmpty(reader);
    if (rows.isFull || isEnd) break;
    // Rows that came without a bit.
    if (marks > 1) rows.lost(marks - 1);
    if ((is1d || !isAboveLost) && decodeRow(reader, rows, is1d)) {
      rows.good();
      isAboveLost = false;
      continue;
    }
    rows.lost(1);
    isAboveLost = isTwoDimensional;
    if (!seekEndOfLine(reader)) break;
  }
  return rows.finish();
}

/** No code is all zeros. */
function isRestEmpty(reader: BitReader): boolean {
  return reader.end - reader.position < REST_BITS && reader.peek(REST_BITS) === 0;
}

/** The marks that stand here, and how the row behind the last is coded: what has none stands at the very beginning. */
function readMarks(reader: BitReader, isTwoDimensional: boolean): { marks: number; is1d: boolean } {
  let marks = 0;
  let is1d = true;
  while (readEndOfLine(reader)) {
    marks += 1;
    if (!isTwoDimensional) continue;
    is1d = reader.peek(1) === 1;
    reader.position += 1;
  }
  return { marks, is1d };
}

/** False also where no mark follows, which the last row may lack: then it had as many pixels as it should by accident. */
function decodeRow(reader: BitReader, rows: DecodedRows, is1d: boolean): boolean {
  const { current, above, width } = rows;
  const isWhole = is1d ? decodeRow1d(reader, current, width) : decodeRow2d(reader, current, above, width);
  if (!isWhole || rows.isLast) return isWhole;
  const end = reader.position;
  const isMarked = readEndOfLine(reader) || reader.end - end < REST_BITS;
  reader.position = end;
  return isMarked;
}

/** Whether rows are told apart by marks: the first row has one before it or behind it. */
function hasMarks(bytes: Uint8Array, width: number): boolean {
  const reader = new BitReader(bytes);
  if (readEndOfLine(reader)) return true;
  const rows = new DecodedRows({ width, height: 1 }, () => undefined);
  // Where the first row is damaged, any mark will do.
  return decodeRow1d(reader, rows.current, width) ? readEndOfLine(reader) : seekEndOfLine(reader);
}
