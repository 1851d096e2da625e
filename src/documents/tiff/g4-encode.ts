import { BitWriter } from './bit-writer';
import { strideOf, type Bitmap } from './bitmap';
import { END_OF_BLOCK, HORIZONTAL, MAKE_UP, PASS, TERMINATING, VERTICAL, type Colour } from './run-codes';

interface Code {
  value: number;
  bits: number;
}

const code = (bits: string): Code => ({ value: parseInt(bits, 2), bits: bits.length });
const codes = (table: readonly string[]): Code[] => table.map(code);
const RUNS: Record<Colour, { terminating: Code[]; makeUp: Code[] }> = {
  white: { terminating: codes(TERMINATING.white), makeUp: codes(MAKE_UP.white) },
  black: { terminating: codes(TERMINATING.black), makeUp: codes(MAKE_UP.black) },
};
const MODES = { pass: code(PASS), horizontal: code(HORIZONTAL), vertical: codes(VERTICAL), end: code(END_OF_BLOCK) };
const LONGEST_CODED_RUN = 2560;

/** Encodes a page as ITU-T T.6 ("G4", "MMR"): each row by its changes against the row above it. */
export function encodeG4(bitmap: Bitmap): Buffer {
  const writer = new BitWriter();
  const stride = strideOf(bitmap.width);
  let above: number[] = [];
  for (let y = 0; y < bitmap.height; y++) {
    const row = changesOf(bitmap.rows.subarray(y * stride, (y + 1) * stride), bitmap.width);
    encodeRow(writer, { row, above, width: bitmap.width });
    above = row;
  }
  put(writer, MODES.end);
  return writer.finish();
}

/** Where the colour changes, beginning with white: even entries turn black, odd ones white. */
function changesOf(row: Uint8Array, width: number): number[] {
  const changes: number[] = [];
  let black = false;
  for (let x = 0; x < width;) {
    const byte = row[x >> 3] ?? 0;
    if ((x & 7) === 0 && byte === (black ? 0xff : 0)) {
      x += 8;
      continue;
    }
    if (((byte & (0x80 >> (x & 7))) !== 0) !== black) {
      changes.push(x);
      black = !black;
    }
    x++;
  }
  return changes;
}

/** The names a0, a1, a2, b1, b2 are those of T.6 section 2.2.1. */
function encodeRow(writer: BitWriter, { row, above, width }: { row: number[]; above: number[]; width: number }): void {
  // Before the first pixel, so that a change of the row above at pixel 0 counts as lying to the right of it.
  let a0 = -1;
  let next = 0;
  let nextAbove = 0;
  while (a0 < width) {
    const black = (next & 1) === 1;
    const a1 = row[next] ?? width;
    // One step back: a vertical mode to the left can put a0 before a change that was already passed over.
    nextAbove = Math.max(0, nextAbove - 1);
    while (nextAbove < above.length && ((above[nextAbove] ?? width) <= a0 || ((nextAbove & 1) === 1) !== black)) {
      nextAbove++;
    }
    const b1 = above[nextAbove] ?? width;
    const b2 = above[nextAbove + 1] ?? width;
    if (b2 < a1) {
      put(writer, MODES.pass);
      a0 = b2;
      continue;
    }
    const vertical = MODES.vertical[a1 - b1 + 3];
    if (vertical !== undefined) {
      put(writer, vertical);
      a0 = a1;
      next += 1;
      continue;
    }
    const a2 = row[next + 1] ?? width;
    put(writer, MODES.horizontal);
    putRun(writer, a1 - Math.max(a0, 0), black ? 'black' : 'white');
    putRun(writer, a2 - a1, black ? 'white' : 'black');
    a0 = a2;
    next += 2;
  }
}

function putRun(writer: BitWriter, run: number, colour: Colour): void {
  const { terminating, makeUp } = RUNS[colour];
  let rest = run;
  for (; rest >= LONGEST_CODED_RUN; rest -= LONGEST_CODED_RUN) put(writer, makeUp[LONGEST_CODED_RUN / 64 - 1]);
  if (rest >= 64) put(writer, makeUp[(rest >> 6) - 1]);
  put(writer, terminating[rest & 63]);
}

function put(writer: BitWriter, entry: Code | undefined): void {
  if (entry !== undefined) writer.write(entry.value, entry.bits);
}
