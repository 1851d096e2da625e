export interface TiffPage {
  offset: number;
  stripOffset: number;
  /** Tag → values; a rational gives its numerator and denominator. */
  tags: Map<number, number[]>;
  strip: Buffer;
}

/** Reads little-endian TIFF files with one strip a page, as our writer makes them. */
export function readTiff(file: Buffer): TiffPage[] {
  if (file.toString('latin1', 0, 4) !== 'II*\0') throw new Error('not a little-endian TIFF file');
  const pages: TiffPage[] = [];
  for (let offset = file.readUInt32LE(4); offset !== 0;) {
    const count = file.readUInt16LE(offset);
    const tags = new Map<number, number[]>();
    for (let entry = 0; entry < count; entry++) {
      const at = offset + 2 + entry * 12;
      tags.set(file.readUInt16LE(at), valuesAt(file, at));
    }
    const stripOffset = tags.get(273)?.[0] ?? 0;
    const strip = file.subarray(stripOffset, stripOffset + (tags.get(279)?.[0] ?? 0));
    pages.push({ offset, stripOffset, tags, strip });
    offset = file.readUInt32LE(offset + 2 + count * 12);
  }
  return pages;
}

function valuesAt(file: Buffer, at: number): number[] {
  const type = file.readUInt16LE(at + 2);
  const count = file.readUInt32LE(at + 4);
  if (type === 3) return Array.from({ length: count }, (_, index) => file.readUInt16LE(at + 8 + index * 2));
  const value = file.readUInt32LE(at + 8);
  return type === 5 ? [file.readUInt32LE(value), file.readUInt32LE(value + 4)] : [value];
}
