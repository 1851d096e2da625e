import { endRow, type Row } from '../bilevel/row';
import type { BitReader } from './bit-reader';
import { modeTable, runTable, type CodeTable } from './code-table';

const WHITE = runTable('white');
const BLACK = runTable('black');
const MODES = modeTable();
const VERTICAL_ZERO = 3;
const PASS = 7;
const HORIZONTAL = 8;
const NO_CODE = -1;
/** Bits that are looked at together. */
const LOOK_AHEAD = 16;

/**
 * Decodes a row that is coded by itself (T.4 one-dimensional). False where its codes are none, or go beyond the width:
 * then the row holds what came before, and the reader stands where it went wrong.
 */
export function decodeRow1d(reader: BitReader, row: Row, width: number): boolean {
  const { changes } = row;
  let count = 0;
  let at = 0;
  let isBlack = false;
  while (at < width) {
    const run = readRun(reader, isBlack, width);
    at += run;
    if (run === NO_CODE || at > width) {
      endRow(row, count, width);
      return false;
    }
    count = addChange(changes, count, at, width);
    isBlack = !isBlack;
  }
  endRow(row, count, width);
  return true;
}

/**
 * Decodes a row that is coded by how it differs from the one above (T.4 two-dimensional, T.6). The names a0, a1, a2, b1,
 * b2 are those of T.6 section 2.2.1. False as above.
 */
export function decodeRow2d(reader: BitReader, row: Row, above: Row, width: number): boolean {
  const { changes } = row;
  const reference = above.changes;
  let count = 0;
  let isBlack = false;
  let a0 = -1;
  // Of b1: even while a0 is white, odd while it is black.
  let b = 0;
  let isGood = true;
  while (a0 < width) {
    // Text mostly repeats the row above, at a bit for each change.
    for (let same = leadingOnes(reader.peek(LOOK_AHEAD)); same > 0 && a0 < width; same--) {
      a0 = reference[b] ?? width;
      if (a0 < width) changes[count++] = a0;
      isBlack = !isBlack;
      b += 1;
      reader.position += 1;
    }
    if (a0 >= width) break;
    const mode = readCode(reader, MODES);
    if (mode === NO_CODE) {
      isGood = false;
      break;
    }
    if (mode < PASS) {
      const a1 = (reference[b] ?? width) + mode - VERTICAL_ZERO;
      if (a1 < a0 || a1 < 0 || a1 > width) {
        isGood = false;
        break;
      }
      count = addChange(changes, count, a1, width);
      a0 = a1;
      isBlack = !isBlack;
      // One back: a vertical mode to the left can put a0 before a change that was passed over.
      b = b > 0 ? b - 1 : b + 1;
    } else if (mode === HORIZONTAL) {
      const first = readRun(reader, isBlack, width);
      const second = first === NO_CODE ? NO_CODE : readRun(reader, !isBlack, width);
      const a1 = Math.max(a0, 0) + first;
      if (second === NO_CODE || a1 + second > width) {
        isGood = false;
        break;
      }
      count = addChange(changes, count, a1, width);
      a0 = a1 + second;
      count = addChange(changes, count, a0, width);
    } else {
      a0 = reference[b + 1] ?? width;
      b += 2;
    }
    while ((reference[b] ?? width) <= a0 && (reference[b] ?? width) < width) b += 2;
  }
  endRow(row, count, width);
  return isGood;
}

/** Each is a vertical mode of a1 below b1. */
function leadingOnes(bits: number): number {
  return Math.clz32(~(bits << (32 - LOOK_AHEAD)));
}

/** A run of no pixels is not a change: it takes back the one before. */
function addChange(changes: Uint32Array, count: number, at: number, width: number): number {
  if (at >= width) return count;
  if (count > 0 && changes[count - 1] === at) return count - 1;
  changes[count] = at;
  return count + 1;
}

/** The length of the run that is coded here; `NO_CODE` where nothing is, or more than the width. */
function readRun(reader: BitReader, isBlack: boolean, width: number): number {
  const table = isBlack ? BLACK : WHITE;
  let total = 0;
  while (total <= width) {
    const run = readCode(reader, table);
    if (run === NO_CODE) return NO_CODE;
    total += run;
    if (run < 64) return total;
  }
  return NO_CODE;
}

/** What the code means that the next bits begin with; where they begin none, the reader does not move. */
function readCode(reader: BitReader, { bits, lengths, values }: CodeTable): number {
  const next = reader.peek(bits);
  const length = lengths[next] ?? 0;
  if (length === 0) return NO_CODE;
  reader.position += length;
  return values[next] ?? 0;
}
