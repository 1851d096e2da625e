import fc from 'fast-check';

export interface TiffPart {
  /** Replaces or adds tags: type and values; undefined leaves one out. Types: 1 byte, 3 short, 4 long, 5 rational, 8 and 9 signed. */
  tags?: Record<number, [type: number, values: number[]] | undefined>;
  strips?: Buffer[];
}

const BYTES: Record<number, number> = { 1: 1, 3: 2, 4: 4, 5: 8, 7: 1, 8: 2, 9: 4 };

/** A TIFF file as other programs write them: either byte order, any number of strips, pictures before their directories. */
export function tiffFile(pages: readonly TiffPart[], { bigEndian = false } = {}): Buffer {
  const order = bigEndian ? 'BE' : 'LE';
  const file = new Growing(order);
  file.bytes.write(bigEndian ? 'MM' : 'II', 'latin1');
  file.put16(2, 42);
  let linkAt = 4;
  for (const { tags = {}, strips = [Buffer.from([0x00, 0x10, 0x01])] } of pages) {
    const offsets = strips.map((strip) => file.append(strip));
    const all = {
      ...{ 256: [4, [1728]], 257: [4, [100]], 258: [3, [1]], 259: [3, [4]], 262: [3, [0]], 277: [3, [1]] },
      ...{ 273: [4, offsets], 279: [4, strips.map(({ length }) => length)], 282: [5, [204, 1]], 283: [5, [196, 1]] },
      ...tags,
    } as Required<TiffPart>['tags'];
    const entries = Object.entries(all).flatMap(([tag, field]) => (field ? [{ tag: Number(tag), field }] : []));
    entries.sort((a, b) => a.tag - b.tag);
    const at = file.append(Buffer.alloc(2 + entries.length * 12 + 4));
    file.put32(linkAt, at);
    file.put16(at, entries.length);
    entries.forEach(({ tag, field: [type, values] }, index) => {
      const size = BYTES[type] ?? 1;
      const count = type === 5 ? values.length / 2 : values.length;
      const entry = at + 2 + index * 12;
      file.put16(entry, tag);
      file.put16(entry + 2, type);
      file.put32(entry + 4, count);
      let valuesAt = entry + 8;
      if (size * count > 4) {
        valuesAt = file.append(Buffer.alloc(size * count));
        file.put32(entry + 8, valuesAt);
      }
      const each = size === 8 ? 4 : size;
      values.forEach((value, place) => file.put(valuesAt + place * each, value, each));
    });
    linkAt = at + 2 + entries.length * 12;
  }
  return file.bytes;
}

class Growing {
  bytes = Buffer.alloc(8);
  constructor(readonly order: 'LE' | 'BE') {}

  append(part: Buffer): number {
    const padding = Buffer.alloc(this.bytes.length % 2);
    const at = this.bytes.length + padding.length;
    this.bytes = Buffer.concat([this.bytes, padding, part]);
    return at;
  }

  put(at: number, value: number, size: number): void {
    if (this.order === 'LE') this.bytes.writeUIntLE(value, at, size);
    else this.bytes.writeUIntBE(value, at, size);
  }

  put16(at: number, value: number): void {
    this.put(at, value, 2);
  }

  put32(at: number, value: number): void {
    this.put(at, value, 4);
  }
}

/** Pages in one to five strips of any bytes, in any compression and fill order of faxes. */
export const anyTiffPart: fc.Arbitrary<Required<TiffPart>> = fc
  .record({
    strips: fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
      { minLength: 1, maxLength: 5 },
    ),
    compression: fc.constantFrom(1, 2, 3, 4),
    fillOrder: fc.constantFrom(1, 2),
    width: fc.constantFrom(1728, 2048),
    rows: fc.integer({ min: 1, max: 3000 }),
    perInch: fc.constantFrom(98, 196),
  })
  .map(({ strips, compression, fillOrder, width, rows, perInch }) => ({
    strips,
    tags: {
      ...{ 256: [3, [width]], 257: [3, [rows]], 259: [3, [compression]], 266: [3, [fillOrder]] },
      ...{ 278: [3, [Math.ceil(rows / strips.length)]], 283: [5, [perInch, 1]], 305: [7, [65, 66, 67, 68, 69]] },
    },
  }));
