import { FAX_FIELDS, type FaxFieldType } from './fax-fields';
import { FIELD, TAG } from './tags';

export interface WrittenPage {
  /** Only those in `FAX_FIELDS` are written; strip positions and page number are set anew. */
  tags: ReadonlyMap<number, readonly number[]>;
  /** The encoded strips from the top. */
  strips: readonly Buffer[];
}

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const BYTES_OF_TYPE: Record<FaxFieldType, number> = { 3: 2, 4: 4, 5: 8 };
const PAGE_OF_SEVERAL = 2;

interface Field {
  tag: number;
  type: FaxFieldType;
  values: readonly number[];
}

interface Place {
  /** The position of the page's directory in the file. */
  offset: number;
  index: number;
  count: number;
}

/** Writes one or more pages as a little-endian TIFF file. Each page's directory comes before its picture. */
export function writeTiff(pages: readonly WrittenPage[]): Buffer {
  if (pages.length === 0) throw new RangeError('a TIFF file needs at least one page');
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, HEADER_BYTES, 0, 0, 0])];
  let offset = HEADER_BYTES;
  pages.forEach((page, index) => {
    const part = pagePart(page, { offset, index, count: pages.length });
    parts.push(...part);
    offset += part.reduce((sum, { length }) => sum + length, 0);
  });
  return Buffer.concat(parts);
}

/** A page's directory, its strips, and padding that puts the next directory at a word boundary. */
function pagePart(page: WrittenPage, place: Place): Buffer[] {
  const picture = page.strips.reduce((sum, { length }) => sum + length, 0);
  const sizes = fieldsOf(page, place).map(sizeOf);
  const tableBytes = 2 + sizes.length * ENTRY_BYTES + 4;
  const directoryBytes = tableBytes + sizes.reduce((sum, size) => sum + (size > 4 ? size : 0), 0);
  const padding = Buffer.alloc((directoryBytes + picture) % 2);
  const next = place.offset + directoryBytes + picture + padding.length;

  const directory = Buffer.alloc(directoryBytes);
  const fields = fieldsOf(page, place, place.offset + directoryBytes);
  directory.writeUInt16LE(fields.length, 0);
  let valuesAt = tableBytes;
  fields.forEach((field, index) => {
    const at = 2 + index * ENTRY_BYTES;
    const size = sizeOf(field);
    directory.writeUInt16LE(field.tag, at);
    directory.writeUInt16LE(field.type, at + 2);
    directory.writeUInt32LE(size / BYTES_OF_TYPE[field.type], at + 4);
    if (size <= 4) {
      writeValues(directory, field, at + 8);
      return;
    }
    directory.writeUInt32LE(place.offset + valuesAt, at + 8);
    writeValues(directory, field, valuesAt);
    valuesAt += size;
  });
  directory.writeUInt32LE(place.index + 1 < place.count ? next : 0, tableBytes - 4);
  return [directory, ...page.strips, padding];
}

/** In ascending order of tag, as TIFF requires. */
function fieldsOf({ tags, strips }: WrittenPage, { index, count }: Place, stripsAt = 0): Field[] {
  let end = stripsAt;
  const written = new Map(tags)
    .set(TAG.newSubfileType, [PAGE_OF_SEVERAL])
    .set(TAG.pageNumber, [index, count])
    .set(TAG.stripByteCounts, strips.map(({ length }) => length)) // prettier-ignore
    .set(TAG.stripOffsets, strips.map(({ length }) => (end += length) - length)); // prettier-ignore
  return [...FAX_FIELDS].flatMap(([tag, type]) => {
    const values = written.get(tag);
    return values ? [{ tag, type, values }] : [];
  });
}

function sizeOf({ type, values }: Field): number {
  const numbers = type === FIELD.rational ? Math.ceil(values.length / 2) : values.length;
  return numbers * BYTES_OF_TYPE[type];
}

function writeValues(directory: Buffer, { type, values }: Field, start: number): void {
  if (type === FIELD.short)
    values.forEach((value, index) => directory.writeUInt16LE(value & 0xffff, start + index * 2));
  else values.forEach((value, index) => directory.writeUInt32LE(value, start + index * 4));
}
