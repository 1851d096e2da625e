/**
 * One row of a bi-tonal page as the places where its colour changes. It begins white: even entries turn black, odd ones
 * white. The entries rise; behind the last stands the width, often enough for a reader that looks ahead.
 */
export interface Row {
  changes: Uint32Array;
  count: number;
}

/** Takes the rows of a page from the top. The row belongs to the caller, who writes the next one into it. */
export type RowSink = (row: Row) => void;

const LOOK_AHEAD = 4;

/** A white row. */
export function createRow(width: number): Row {
  return { changes: new Uint32Array(width + LOOK_AHEAD).fill(width), count: 0 };
}

/** Closes a row whose first `count` changes have been written. */
export function endRow(row: Row, count: number, width: number): void {
  row.changes.fill(width, count, count + LOOK_AHEAD);
  row.count = count;
}

export function copyRow(from: Row, to: Row, width: number): void {
  to.changes.set(from.changes.subarray(0, from.count));
  endRow(to, from.count, width);
}

/** Black for white. */
export function invertRow(row: Row, width: number): void {
  const { changes, count } = row;
  if (changes[0] === 0 && count > 0) {
    changes.copyWithin(0, 1, count);
    endRow(row, count - 1, width);
    return;
  }
  changes.copyWithin(1, 0, count);
  changes[0] = 0;
  endRow(row, count + 1, width);
}

/** Reads a row of pixels: a 1 is black, the most significant bit leftmost. Bits beyond the width are ignored. */
export function readRow(row: Row, pixels: Uint8Array, at: number, width: number): void {
  const { changes } = row;
  const bytes = (width + 7) >> 3;
  let count = 0;
  let colour = 0;
  for (let index = 0; index < bytes; index++) {
    // What differs from the colour so far, from the left.
    let differing = (pixels[at + index] ?? 0) ^ colour;
    while (differing !== 0) {
      const bit = Math.clz32(differing) - 24;
      changes[count++] = index * 8 + bit;
      colour ^= 0xff;
      differing = ~differing & (0xff >> bit);
    }
  }
  while (count > 0 && (changes[count - 1] ?? 0) >= width) count--;
  endRow(row, count, width);
}

/** Draws a row into pixels that are white. */
export function writeRow({ changes, count }: Row, pixels: Uint8Array, at: number): void {
  for (let index = 0; index < count; index += 2) {
    const from = changes[index] ?? 0;
    const to = changes[index + 1] ?? 0;
    const first = at + (from >> 3);
    const last = at + (to >> 3);
    const head = 0xff >> (from & 7);
    const tail = ~(0xff >> (to & 7)) & 0xff;
    if (first === last) {
      pixels[first] = (pixels[first] ?? 0) | (head & tail);
      continue;
    }
    pixels[first] = (pixels[first] ?? 0) | head;
    for (let byte = first + 1; byte < last; byte++) pixels[byte] = 0xff;
    if (tail !== 0) pixels[last] = (pixels[last] ?? 0) | tail;
  }
}
