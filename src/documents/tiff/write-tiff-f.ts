import { encodeG4 } from './g4-encode';
import type { Bitmap } from './bitmap';

/** Rows per inch of a fax page: `standard` 98, `fine` 196; the columns are always 204. */
export type FaxResolution = 'standard' | 'fine';

const COLUMNS_PER_INCH = 204;
const ROWS_PER_INCH: Record<FaxResolution, number> = { standard: 98, fine: 196 };
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;

interface Entry {
  tag: number;
  type: typeof SHORT | typeof LONG | typeof RATIONAL;
  /** One number, two SHORTs, or numerator and denominator. */
  values: number[];
}

/**
 * Writes pages as one TIFF-F file (RFC 2306): little-endian, G4, one strip a page, each page's directory before its
 * image, a set bit is black. At least one page.
 */
export function writeTiffF(
  pages: readonly Bitmap[],
  { resolution = 'fine' }: { resolution?: FaxResolution } = {},
): Buffer {
  if (pages.length === 0) throw new RangeError('a TIFF file needs at least one page');
  const header = Buffer.from([0x49, 0x49, 42, 0, HEADER_BYTES, 0, 0, 0]);
  const parts: Buffer[] = [header];
  let offset = HEADER_BYTES;
  pages.forEach((page, index) => {
    const strip = encodeG4(page);
    const place = { offset, strip: strip.length, index, count: pages.length };
    const directory = writeDirectory(page, ROWS_PER_INCH[resolution], place);
    // Directories begin on a word boundary.
    const padding = Buffer.alloc(strip.length % 2);
    parts.push(directory, strip, padding);
    offset += directory.length + strip.length + padding.length;
  });
  return Buffer.concat(parts);
}

interface Place {
  /** Of this directory in the file; its strip follows at once. */
  offset: number;
  strip: number;
  index: number;
  count: number;
}

function writeDirectory(page: Bitmap, rowsPerInch: number, place: Place): Buffer {
  const entries = entriesOf(page, rowsPerInch, place);
  const tableBytes = 2 + entries.length * ENTRY_BYTES + 4;
  const rationals = entries.filter((entry) => entry.type === RATIONAL).length;
  const directory = Buffer.alloc(tableBytes + rationals * 8);
  const stripAt = place.offset + directory.length;
  let valueAt = tableBytes;
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(({ tag, type, values }, index) => {
    const at = 2 + index * ENTRY_BYTES;
    const [first = 0, second] = values;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(type === SHORT ? values.length : 1, at + 4);
    if (type === SHORT) {
      directory.writeUInt16LE(first, at + 8);
      directory.writeUInt16LE(second ?? 0, at + 10);
    } else if (type === LONG) {
      directory.writeUInt32LE(tag === STRIP_OFFSETS ? stripAt : first, at + 8);
    } else {
      directory.writeUInt32LE(place.offset + valueAt, at + 8);
      directory.writeUInt32LE(first, valueAt);
      directory.writeUInt32LE(second ?? 1, valueAt + 4);
      valueAt += 8;
    }
  });
  const next = stripAt + place.strip + (place.strip % 2);
  directory.writeUInt32LE(place.index + 1 < place.count ? next : 0, tableBytes - 4);
  return directory;
}

const STRIP_OFFSETS = 273;

/** In ascending order of tag, as TIFF demands. */
function entriesOf(page: Bitmap, rowsPerInch: number, place: Place): Entry[] {
  return [
    { tag: 254, type: LONG, values: [2] }, // NewSubfileType: a page of several
    { tag: 256, type: LONG, values: [page.width] },
    { tag: 257, type: LONG, values: [page.height] },
    { tag: 258, type: SHORT, values: [1] }, // BitsPerSample
    { tag: 259, type: SHORT, values: [4] }, // Compression: T.6
    { tag: 262, type: SHORT, values: [0] }, // Photometric: 0 is white
    { tag: 266, type: SHORT, values: [1] }, // FillOrder: most significant bit first
    { tag: STRIP_OFFSETS, type: LONG, values: [] },
    { tag: 277, type: SHORT, values: [1] }, // SamplesPerPixel
    { tag: 278, type: LONG, values: [page.height] }, // RowsPerStrip
    { tag: 279, type: LONG, values: [place.strip] }, // StripByteCounts
    { tag: 282, type: RATIONAL, values: [COLUMNS_PER_INCH, 1] },
    { tag: 283, type: RATIONAL, values: [rowsPerInch, 1] },
    { tag: 293, type: LONG, values: [0] }, // T6Options: no uncompressed mode
    { tag: 296, type: SHORT, values: [2] }, // ResolutionUnit: inch
    { tag: 297, type: SHORT, values: [place.index, place.count] }, // PageNumber
  ];
}
