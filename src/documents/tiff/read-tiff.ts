import { BadDocumentError } from '../../domain/errors';
import { FAX_TAGS, FIELD, TAG } from './fax-tags';

export interface TiffPage {
  /** Values of the tags in `FAX_TAGS` that the page has; a rational is its numerator and its denominator. */
  tags: ReadonlyMap<number, readonly number[]>;
  /** From the top of the page, as they lie in the file: views, not copies. */
  strips: Buffer[];
}

/** A crafted file can claim any number of everything; a reader without bounds was seen to take 4 GB for a small one. */
export const MAX_TIFF_PAGES = 1000;
const MAX_TAGS = 256;
/** Of all tags of all pages: 199 pages in 500 strips each. */
const MAX_VALUES = 200_000;

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const BYTES_OF_TYPE = new Map<number, number>([
  [FIELD.byte, 1],
  [FIELD.short, 2],
  [FIELD.long, 4],
  [FIELD.rational, 8],
]);

interface Source {
  file: Buffer;
  littleEndian: boolean;
  /** What the pages read so far leave of what the file can hold. */
  left: { bytes: number; values: number };
}

/** All pages of a TIFF file of either byte order, at least one. Throws `BadDocumentError`; decodes no picture. */
export function readTiff(file: Buffer): TiffPage[] {
  const source = openSource(file);
  const pages: TiffPage[] = [];
  const visited = new Set<number>();
  for (let at = longAt(source, 4); at !== 0;) {
    if (visited.has(at)) throw damaged('its pages follow each other in a circle');
    if (pages.length === MAX_TIFF_PAGES) throw damaged(`it has more than ${MAX_TIFF_PAGES} pages`);
    visited.add(at);
    const { page, next } = readDirectory(source, at);
    pages.push(page);
    at = next;
  }
  if (pages.length === 0) throw damaged('it has no pages');
  return pages;
}

function openSource(file: Buffer): Source {
  const order = file.toString('latin1', 0, 2);
  if (file.length < HEADER_BYTES || (order !== 'II' && order !== 'MM')) throw damaged('its first bytes are wrong');
  const source = {
    ...{ file, littleEndian: order === 'II' },
    left: { bytes: file.length, values: MAX_VALUES },
  };
  const version = shortAt(source, 2);
  if (version === 43) throw new BadDocumentError('a BigTIFF file cannot be faxed: save it as a plain TIFF');
  if (version !== 42) throw damaged('its first bytes are wrong');
  return source;
}

function readDirectory(source: Source, at: number): { page: TiffPage; next: number } {
  const count = shortAt(source, at);
  if (count > MAX_TAGS) throw damaged('a page has too many tags');
  const tags = new Map<number, readonly number[]>();
  for (let index = 0; index < count; index++) {
    const entryAt = at + 2 + index * ENTRY_BYTES;
    const tag = shortAt(source, entryAt);
    const values = FAX_TAGS.has(tag) ? valuesAt(source, entryAt) : undefined;
    if (values) tags.set(tag, values);
  }
  return { page: { tags, strips: stripsOf(source, tags) }, next: longAt(source, at + 2 + count * ENTRY_BYTES) };
}

/** undefined where the tag's type is none that it can have. */
function valuesAt(source: Source, entryAt: number): number[] | undefined {
  const type = shortAt(source, entryAt + 2);
  const count = longAt(source, entryAt + 4);
  const size = BYTES_OF_TYPE.get(type);
  if (size === undefined) return undefined;
  source.left.values -= count;
  if (source.left.values < 0) throw damaged('its pages are cut into too many strips');
  const start = size * count <= 4 ? entryAt + 8 : longAt(source, entryAt + 8);
  const values: number[] = [];
  for (let at = start; at < start + size * count; at += size) {
    if (type === FIELD.byte) values.push(byteAt(source, at));
    else if (type === FIELD.short) values.push(shortAt(source, at));
    else values.push(longAt(source, at));
    if (type === FIELD.rational) values.push(longAt(source, at + 4));
  }
  return values;
}

/** Strips may not share bytes: together they are never more than the file, whatever a crafted one says. */
function stripsOf({ file, left }: Source, tags: ReadonlyMap<number, readonly number[]>): Buffer[] {
  const offsets = tags.get(TAG.stripOffsets) ?? [];
  const sizes = tags.get(TAG.stripByteCounts) ?? [];
  if (offsets.length === 0 || offsets.length !== sizes.length) throw damaged('a page has no picture');
  return offsets.map((offset, index) => {
    const size = sizes[index] ?? 0;
    if (offset + size > file.length) throw cutOff();
    left.bytes -= size;
    if (left.bytes < 0) throw damaged('its pages overlap');
    return file.subarray(offset, offset + size);
  });
}

function byteAt({ file }: Source, at: number): number {
  if (at + 1 > file.length) throw cutOff();
  return file.readUInt8(at);
}

function shortAt({ file, littleEndian }: Source, at: number): number {
  if (at + 2 > file.length) throw cutOff();
  return littleEndian ? file.readUInt16LE(at) : file.readUInt16BE(at);
}

function longAt({ file, littleEndian }: Source, at: number): number {
  if (at + 4 > file.length) throw cutOff();
  return littleEndian ? file.readUInt32LE(at) : file.readUInt32BE(at);
}

function damaged(what: string): BadDocumentError {
  return new BadDocumentError(`the TIFF file is damaged: ${what}`);
}

function cutOff(): BadDocumentError {
  return damaged('it was cut off, or points beyond its end');
}
