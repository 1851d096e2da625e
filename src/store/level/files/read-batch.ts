import { BrokenFileError, Cursor } from './cursor';

/** One version of a key; without a value it is a deletion. */
export interface Version {
  key: string;
  value: string | undefined;
  /** LevelDB's sequence number: the version with the greatest one counts. */
  sequence: number;
}

export interface WrittenBatch {
  /** The number of its first version; the others follow without a gap, and so does the next batch. */
  sequence: number;
  versions: Version[];
}

export const DELETED = 0;
export const PUT = 1;

/** Reads a record of a write-ahead log. Throws `BrokenFileError`. */
export function readBatch(record: Buffer): WrittenBatch {
  const cursor = new Cursor(record);
  const sequence = cursor.fixed64();
  const count = cursor.fixed32();
  const versions: Version[] = [];
  while (!cursor.isAtEnd) {
    const kind = cursor.byte();
    if (kind !== PUT && kind !== DELETED) throw new BrokenFileError('an operation of an unknown kind');
    const key = cursor.prefixed().toString();
    const value = kind === PUT ? cursor.prefixed().toString() : undefined;
    versions.push({ key, value, sequence: sequence + versions.length });
  }
  if (versions.length !== count) throw new BrokenFileError('not as many operations as it says');
  return { sequence, versions };
}
