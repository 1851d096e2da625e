import type { BitReader } from './bit-reader';

/** An end-of-line mark is at least eleven zeros and a one. */
const ZEROS = 11;
/** How many bits are examined at once. */
const WINDOW = 17;

/** Skips the mark at this position. Returns false, without moving, when there is none. */
export function readEndOfLine(reader: BitReader): boolean {
  if (reader.peek(ZEROS) !== 0) return false;
  const one = nextOne(reader, reader.position);
  if (one === undefined) return false;
  reader.position = one + 1;
  return true;
}

/** Moves to the next mark at or after this position. When there is none, moves to the end and returns false. */
export function seekEndOfLine(reader: BitReader): boolean {
  // Start further left, because a damaged code may have consumed zeros of the mark.
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

/** The position of the next bit that is 1. */
function nextOne(reader: BitReader, from: number): number | undefined {
  let at = from;
  while (at < reader.end) {
    const window = reader.peekAt(at, WINDOW);
    if (window !== 0) return at + Math.clz32(window) - (32 - WINDOW);
    at += WINDOW;
  }
  return undefined;
}
