import type { RowSink } from '../bilevel/row';
import { pngFile } from './png-file';
import type { UnevenPage } from './square-page';

/**
 * A small grey PNG of a page, `wide` pixels wide, with the page's proportions on paper. `decode` must send the rows of
 * the page to the sink. Each pixel has the average darkness of the area that it covers.
 */
export function thumbnail(page: UnevenPage, wide: number, decode: (sink: RowSink) => void): Buffer {
  const { width, height, resolution } = page;
  const scale = wide / width;
  const high = Math.max(1, Math.round(height * scale * (resolution.x / resolution.y)));
  const stride = 1 + wide;
  const rows = new Uint8Array(stride * high);
  const black = new Float32Array(wide + 1);
  let source = 0;
  let summed = 0;
  let drawn = 0;
  decode((row) => {
    for (let index = 0; index < row.count; index += 2) {
      addRun(black, (row.changes[index] ?? 0) * scale, (row.changes[index + 1] ?? 0) * scale);
    }
    summed += 1;
    source += 1;
    const end = Math.min(Math.round((source * high) / height), high);
    if (drawn === end) return;
    for (; drawn < end; drawn++) draw(black, summed, rows, drawn * stride + 1);
    black.fill(0);
    summed = 0;
  });
  const dotsPerInch = resolution.x * scale;
  return pngFile({ width: wide, height: high, bitsPerPixel: 8, rows, dotsPerInch });
}

/** Adds how much of each pixel a black run covers. */
function addRun(black: Float32Array, from: number, to: number): void {
  const first = Math.floor(from);
  const last = Math.floor(to);
  if (first === last) {
    black[first] = (black[first] ?? 0) + to - from;
    return;
  }
  black[first] = (black[first] ?? 0) + first + 1 - from;
  for (let x = first + 1; x < last; x++) black[x] = (black[x] ?? 0) + 1;
  black[last] = (black[last] ?? 0) + to - last;
}

function draw(black: Float32Array, summed: number, rows: Uint8Array, at: number): void {
  for (let x = 0; x < black.length - 1; x++) {
    rows[at + x] = Math.round(255 * (1 - Math.min(1, (black[x] ?? 0) / summed)));
  }
}
