const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
});

/** A copy with the bits of each byte reversed (TIFF FillOrder 2). */
export function reverseBits(bytes: Uint8Array): Buffer {
  const reversed = Buffer.allocUnsafe(bytes.length);
  for (let index = 0; index < bytes.length; index++) reversed[index] = REVERSED[bytes[index] ?? 0] ?? 0;
  return reversed;
}
