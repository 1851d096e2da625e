const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MAX_CODES = 4096;

/** Unpacks TIFF's LZW, at most `size` bytes. Stops at the first invalid code. */
export function unpackLzw(packed: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  // For each code from FIRST on: where its string is in `bytes`.
  const starts = new Uint32Array(MAX_CODES);
  const lengths = new Uint32Array(MAX_CODES);
  let length = 0;
  let next = FIRST;
  let width = 9;
  let previous: { start: number; length: number } | undefined;
  let position = 0;
  while (length < size && position + width <= packed.length * 8) {
    const code = bitsAt(packed, position, width);
    position += width;
    if (code === END) break;
    if (code === CLEAR) {
      next = FIRST;
      width = 9;
      previous = undefined;
      continue;
    }
    if (code >= next + (previous ? 1 : 0)) break;
    if (previous && next < MAX_CODES) {
      // The previous string plus the byte after it, which is written below.
      starts[next] = previous.start;
      lengths[next] = previous.length + 1;
      next += 1;
    }
    const start = length;
    const count = Math.min(code < CLEAR ? 1 : (lengths[code] ?? 0), size - length);
    if (code < CLEAR) bytes[length] = code;
    else for (let from = starts[code] ?? 0; length < start + count;) bytes[length++] = bytes[from++] ?? 0;
    length = start + count;
    previous = { start, length: count };
    if (next >= (1 << width) - 1 && width < 12) width += 1;
  }
  return bytes.subarray(0, length);
}

function bitsAt(bytes: Uint8Array, position: number, count: number): number {
  const at = position >>> 3;
  const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >>> (24 - (position & 7) - count)) & ((1 << count) - 1);
}
