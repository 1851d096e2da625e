/** Unpacks TIFF's PackBits: a count, followed by that many bytes or by one byte to repeat. At most `size` bytes. */
export function unpackBits(packed: Uint8Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let at = 0;
  while (at < packed.length && length < size) {
    const count = packed[at++] ?? 0;
    if (count < 128) {
      const part = packed.subarray(at, at + Math.min(count + 1, size - length));
      bytes.set(part, length);
      at += count + 1;
      length += part.length;
    } else if (count > 128) {
      const end = Math.min(length + 257 - count, size);
      bytes.fill(packed[at++] ?? 0, length, end);
      length = end;
    }
  }
  return bytes.subarray(0, length);
}
