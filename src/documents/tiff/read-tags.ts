import { FIELD, READ_TAGS } from './tags';
import type { TiffSource } from './tiff-source';

/**
 * The values of a page's tags, as far as they are in `READ_TAGS`. A rational is two values: numerator and denominator.
 */
export type Tags = ReadonlyMap<number, readonly number[]>;

const ENTRY_BYTES = 12;
const BYTES_OF_TYPE = new Map<number, number>([
  [FIELD.byte, 1],
  [FIELD.short, 2],
  [FIELD.long, 4],
  [FIELD.rational, 8],
  [FIELD.undefined, 1],
  [FIELD.signedShort, 2],
  [FIELD.signedLong, 4],
  [FIELD.float, 4],
  [FIELD.directory, 4],
]);

/** Reads the tags of the page whose directory is at `at`. With `partly`, unreadable tags are left out. */
export function readTags(source: TiffSource, at: number, wanted: 'whole' | 'partly'): Tags {
  const tags = new Map<number, readonly number[]>();
  const count = source.short(at);
  for (let index = 0; index < count; index++) {
    const entryAt = at + 2 + index * ENTRY_BYTES;
    const tag = source.short(entryAt);
    if (!READ_TAGS.has(tag)) continue;
    try {
      const values = valuesAt(source, entryAt);
      if (values) tags.set(tag, values);
    } catch (error) {
      if (wanted === 'whole') throw error;
    }
  }
  return tags;
}

/** Returns undefined for an unsupported field type. */
function valuesAt(source: TiffSource, entryAt: number): number[] | undefined {
  const type = source.short(entryAt + 2);
  const count = source.long(entryAt + 4);
  const size = BYTES_OF_TYPE.get(type);
  if (size === undefined) return undefined;
  source.takeValues(count);
  const start = size * count <= 4 ? entryAt + 8 : source.long(entryAt + 8);
  const values: number[] = [];
  for (let at = start; at < start + size * count; at += size) {
    if (size === 1) values.push(source.byte(at));
    else if (size === 2) values.push(source.short(at));
    else if (type === FIELD.float) values.push(source.float(at));
    else values.push(source.long(at));
    if (type === FIELD.rational) values.push(source.long(at + 4));
  }
  return values;
}
