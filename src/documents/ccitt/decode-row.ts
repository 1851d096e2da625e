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
/** How many bits are examined at once. */
const LOOK_AHEAD = 16;

/**
 * Decodes a T.4 one-dimensional row. Returns false for an invalid code or a run beyond the width. The row then holds
 * what was decoded before, and the reader stays at the error.
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
 * Decodes a T.4 two-dimensional or T.6 row, which is coded by its difference from the row above. The names a0, a1, a2,
 * b1 and b2 are those of T.6 section 2.2.1. Returns false like `decodeRow1d`.
 */
export function decodeRow2d(reader: BitReader, row: Row, above: Row, width: number): boolean {
  const { changes } = row;
  const reference = above.changes;
  let count = 0;
  let isBlack = false;
  let a0 = -1;
  // The index of b1: even while a0 is white, odd while it is black.
  let b = 0;
  let isGood = true;
  while (a0 < width) {
    // Fast path: in text most rows repeat the row above, which takes one bit for each change.
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
      // Go back by one, because a vertical mode to the left may have put a0 before a change that was already skipped.
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

/** Each 1 bit is the code for a1 exactly below b1. */
function leadingOnes(bits: number): number {
  return Math.clz32(~(bits << (32 - LOOK_AHEAD)));
}

/** A run of length 0 is not a change; it cancels the one before. */
function addChange(changes: Uint32Array, count: number, at: number, width: number): number {
  if (at >= width) return count;
  if (count > 0 && changes[count - 1] === at) return count - 1;
  changes[count] = at;
  return count + 1;
}

/** Reads a run length; `NO_CODE` for an invalid code or a run beyond the width. */
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

/** Reads a code and returns its value; for an invalid code returns `NO_CODE` and does not move on. */
function readCode(reader: BitReader, { bits, lengths, values }: CodeTable): number {
  const next = reader.peek(bits);
  const length = lengths[next] ?? 0;
  if (length === 0) return NO_CODE;
  reader.position += length;
  return values[next] ?? 0;
}
