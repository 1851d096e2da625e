import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { BitReader } from './bit-reader';
import { decodeRow1d, decodeRow2d } from './decode-row';
import { decodeUnmarked } from './decode-unmarked';
import { DecodedRows, type Size } from './decoded-rows';
import { readEndOfLine, seekEndOfLine } from './end-of-line';

/** This many end-of-line marks in succession end a page. */
const RETURN_TO_CONTROL = 6;
/** Fewer bits than this cannot hold a mark: they only fill up the last byte. */
const REST_BITS = 8;

/**
 * Decodes T.4 ("G3"). A damaged row is replaced by the one above it, and decoding goes on with the next readable row.
 */
export function decodeG3(bytes: Uint8Array, size: Size, isTwoDimensional: boolean, sink: RowSink): LineQuality {
  if (!isTwoDimensional && !hasMarks(bytes, size.width)) return decodeUnmarked(bytes, size, 1, sink);
  const reader = new BitReader(bytes);
  const rows = new DecodedRows(size, sink);
  // A row that is coded by its difference from a lost row is also lost.
  let isAboveLost = false;
  for (;;) {
    const { marks, is1d } = readMarks(reader, isTwoDimensional);
    const isEnd = marks >= RETURN_TO_CONTROL || isRestEmpty(reader);
    if (rows.isFull || isEnd) break;
    // Several marks in succession: the rows between them are empty, so they are lost.
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

/** Whether only the zeros that fill up the last byte are left; no code consists of zeros. */
function isRestEmpty(reader: BitReader): boolean {
  return reader.end - reader.position < REST_BITS && reader.peek(REST_BITS) === 0;
}

/** Skips the marks at this position. `is1d` tells how the next row is coded; a first row without a mark is 1-D. */
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

/**
 * Decodes a row. Also false when no mark follows (except after the last row), because a damaged row can have the right
 * number of pixels by chance.
 */
function decodeRow(reader: BitReader, rows: DecodedRows, is1d: boolean): boolean {
  const { current, above, width } = rows;
  const isWhole = is1d ? decodeRow1d(reader, current, width) : decodeRow2d(reader, current, above, width);
  if (!isWhole || rows.isLast) return isWhole;
  const end = reader.position;
  const isMarked = readEndOfLine(reader) || reader.end - end < REST_BITS;
  reader.position = end;
  return isMarked;
}

/** Whether the rows are separated by marks. If they are, there is one before or after the first row. */
function hasMarks(bytes: Uint8Array, width: number): boolean {
  const reader = new BitReader(bytes);
  if (readEndOfLine(reader)) return true;
  const rows = new DecodedRows({ width, height: 1 }, () => undefined);
  // If the first row is damaged, any later mark counts.
  return decodeRow1d(reader, rows.current, width) ? readEndOfLine(reader) : seekEndOfLine(reader);
}
