import type { Row } from '../bilevel/row';
import type { BitWriter } from './bit-writer';
import { HORIZONTAL, MAKE_UP, PASS, TERMINATING, VERTICAL, type Colour } from './run-codes';

export interface Code {
  value: number;
  bits: number;
}

export const code = (bits: string): Code => ({ value: parseInt(bits, 2), bits: bits.length });
const runCodes = (colour: Colour): { terminating: Code[]; makeUp: Code[] } => ({
  terminating: TERMINATING[colour].map(code),
  makeUp: MAKE_UP[colour].map(code),
});
const WHITE = runCodes('white');
const BLACK = runCodes('black');
const PASS_CODE = code(PASS);
const HORIZONTAL_CODE = code(HORIZONTAL);
const VERTICAL_CODES = VERTICAL.map(code);
const LONGEST_CODED_RUN = 2560;

/** Encodes a row as T.4 one-dimensional. */
export function encodeRow1d(writer: BitWriter, { changes, count }: Row, width: number): void {
  let at = 0;
  for (let index = 0; at < width; index++) {
    const next = index < count ? (changes[index] ?? width) : width;
    putRun(writer, next - at, (index & 1) === 1);
    at = next;
  }
}

/** Encodes a row by its difference from the one above. The names a0, a1, a2, b1, b2 are those of T.6 section 2.2.1. */
export function encodeRow2d(writer: BitWriter, row: Row, above: Row, width: number): void {
  const { changes } = row;
  const reference = above.changes;
  // Before the first pixel, so that a change at pixel 0 of the row above is to the right of it.
  let a0 = -1;
  let next = 0;
  // The index of b1: even while a0 is white, odd while it is black.
  let b = 0;
  while (a0 < width) {
    const a1 = changes[next] ?? width;
    while ((reference[b] ?? width) <= a0 && (reference[b] ?? width) < width) b += 2;
    const b1 = reference[b] ?? width;
    const b2 = reference[b + 1] ?? width;
    if (b2 < a1) {
      put(writer, PASS_CODE);
      a0 = b2;
      continue;
    }
    const vertical = VERTICAL_CODES[a1 - b1 + 3];
    if (vertical !== undefined) {
      put(writer, vertical);
      a0 = a1;
      next += 1;
      // Go back by one, because a change to the left of b1 may leave one in between that was already skipped.
      b = b > 0 ? b - 1 : b + 1;
      continue;
    }
    const a2 = changes[next + 1] ?? width;
    const isBlack = (next & 1) === 1;
    put(writer, HORIZONTAL_CODE);
    putRun(writer, a1 - Math.max(a0, 0), isBlack);
    putRun(writer, a2 - a1, !isBlack);
    a0 = a2;
    next += 2;
  }
}

function putRun(writer: BitWriter, run: number, isBlack: boolean): void {
  const { terminating, makeUp } = isBlack ? BLACK : WHITE;
  let rest = run;
  for (; rest >= LONGEST_CODED_RUN; rest -= LONGEST_CODED_RUN) put(writer, makeUp[LONGEST_CODED_RUN / 64 - 1]);
  if (rest >= 64) put(writer, makeUp[(rest >> 6) - 1]);
  put(writer, terminating[rest & 63]);
}

export function put(writer: BitWriter, entry: Code | undefined): void {
  if (entry !== undefined) writer.write(entry.value, entry.bits);
}
