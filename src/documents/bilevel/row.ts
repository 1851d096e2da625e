/**
 * One row of a black-and-white page, as the positions where the colour changes. A row starts white, so even
 * entries turn to black and odd ones to white. Entries ascend. The width follows the last entry several
 * times, for readers that look ahead.
 */
export interface Row {
  changes: Uint32Array;
  count: number;
}

/** Takes the rows of a page from the top. The caller reuses the row object for the next row, so a sink must copy it. */
export type RowSink = (row: Row) => void;

const LOOK_AHEAD = 4;

/** A white row. */
export function createRow(width: number): Row {
  return { changes: new Uint32Array(width + LOOK_AHEAD).fill(width), count: 0 };
}

/** Completes a row after its first `count` changes have been written. */
export function endRow(row: Row, count: number, width: number): void {
  row.changes.fill(width, count, count + LOOK_AHEAD);
  row.count = count;
}

export function copyRow(from: Row, to: Row, width: number): void {
  to.changes.set(from.changes.subarray(0, from.count));
  endRow(to, from.count, width);
}

/** Swaps black and white. */
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

/** Makes a row from pixels in the format of `Bitmap.rows`, beginning at byte `at`. */
export function readRow(row: Row, pixels: Uint8Array, at: number, width: number): void {
  const { changes } = row;
  const bytes = (width + 7) >> 3;
  let count = 0;
  let colour = 0;
  for (let index = 0; index < bytes; index++) {
    // The bits, from the left, that differ from the current colour.
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

/** Draws a row into pixels in the format of `Bitmap.rows`, beginning at byte `at`. They must be white. */
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
