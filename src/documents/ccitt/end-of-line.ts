import type { BitReader } from './bit-reader';

/** An end-of-line mark is eleven zeros, or more as filling, and a one. */
const ZEROS = 11;
/** Bits that are looked at together. */
const WINDOW = 17;

/** Passes over the mark that stands here. False, without a move, where none does. */
export function readEndOfLine(reader: BitReader): boolean {
  if (reader.peek(ZEROS) !== 0) return false;
  const one = nextOne(reader, reader.position);
  if (one === undefined) return false;
  reader.position = one + 1;
  return true;
}

/** Moves to the next mark that begins here or later. False, at the end, where there is none. */
export function seekEndOfLine(reader: BitReader): boolean {
  // A damaged code can have taken zeros of the mark with it.
  let from = reader.position;
  while (from > 0 && reader.peekAt(from - 1, 1) === 0) from -= 1;
  for (;;) {
    const one = nextOne(reader, from);
    if (one === undefined) break;
    if (one - from >= ZEROS) {
      reader.position = from;
      return true;
    }
    from = one + 1;
  }
  reader.position = reader.end;
  return false;
}

/** The position of the next bit that is set. */
function nextOne(reader: BitReader, from: number): number | undefined {
  let at = from;
  while (at < reader.end) {
    const window = reader.peekAt(at, WINDOW);
    if (window !== 0) return at + Math.clz32(window) - (32 - WINDOW);
    at += WINDOW;
  }
  return undefined;
}
