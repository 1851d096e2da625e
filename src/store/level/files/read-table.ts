import { maskedCrc32c } from './crc32c';
import { BrokenFileError, Cursor } from './cursor';
import { DELETED, PUT, type Version } from './read-batch';
import { unpackSnappy } from './unpack-snappy';

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** After each block: its compression, and its check value. */
const TRAILER_BYTES = 5;

interface Place {
  offset: number;
  size: number;
}

/** A table file of LevelDB. Each method throws `BrokenFileError` if its part of the file is damaged. */
export class Table {
  readonly #file: Buffer;

  constructor(file: Buffer) {
    this.#file = file;
  }

  /** The places of the blocks that hold versions. */
  blocks(): Place[] {
    return entriesOf(this.#block(this.#footer().index)).map(({ value }) => readPlace(new Cursor(value)));
  }

  /** Checks every used byte, but decompresses nothing. */
  check(): void {
    const { meta, index } = this.#footer();
    for (const place of this.blocks()) this.#checked(place);
    // For example a filter of keys: a damaged one would hide keys.
    for (const { value } of entriesOf(this.#block(meta))) this.#checked(readPlace(new Cursor(value)));
    this.#checked(index);
  }

  /** The newest version of a key in this table; decompresses at most one block. */
  newest(key: string): Version | undefined {
    // The index names each block by a key that is not less than any key in it.
    for (const { key: last, value } of entriesOf(this.#block(this.#footer().index))) {
      if (userKey(last) < key) continue;
      const found = this.versions(readPlace(new Cursor(value))).find((version) => version.key === key);
      if (found !== undefined || userKey(last) > key) return found;
    }
    return undefined;
  }

  versions(place: Place): Version[] {
    return entriesOf(this.#block(place)).map(({ key, value }) => versionOf(key, value));
  }

  #footer(): { meta: Place; index: Place } {
    const footer = this.#file.subarray(-FOOTER_BYTES);
    if (footer.length < FOOTER_BYTES || footer.readBigUInt64LE(FOOTER_BYTES - 8) !== MAGIC) {
      throw new BrokenFileError('the end of a table is missing');
    }
    const cursor = new Cursor(footer);
    return { meta: readPlace(cursor), index: readPlace(cursor) };
  }

  #block(place: Place): Buffer {
    const { data, isPacked } = this.#checked(place);
    return isPacked ? unpackSnappy(data) : data;
  }

  #checked({ offset, size }: Place): { data: Buffer; isPacked: boolean } {
    const whole = this.#file.subarray(offset, offset + size + TRAILER_BYTES);
    if (whole.length !== size + TRAILER_BYTES) throw new BrokenFileError('a block is missing');
    if (whole.readUInt32LE(size + 1) !== maskedCrc32c(whole.subarray(0, size + 1))) {
      throw new BrokenFileError('a block is damaged');
    }
    const packing = whole.readUInt8(size);
    if (packing > 1) throw new BrokenFileError('a block is compressed in an unknown way');
    return { data: whole.subarray(0, size), isPacked: packing === 1 };
  }
}

function readPlace(cursor: Cursor): Place {
  return { offset: cursor.varint(), size: cursor.varint() };
}

interface BlockEntry {
  key: Buffer;
  value: Buffer;
}

/**
 * Each key is stored without the beginning it shares with the one before;
 * the places where that starts over are listed at the end.
 */
function entriesOf(block: Buffer): BlockEntry[] {
  const restarts = new Cursor(block.subarray(-4)).fixed32();
  const end = block.length - 4 - restarts * 4;
  if (end < 0) throw new BrokenFileError('a block has no end');
  const cursor = new Cursor(block.subarray(0, end));
  const entries: BlockEntry[] = [];
  let last = Buffer.alloc(0);
  while (!cursor.isAtEnd) {
    const shared = cursor.varint();
    const own = cursor.varint();
    const length = cursor.varint();
    if (shared > last.length) throw new BrokenFileError('a key refers to something that is missing');
    last = Buffer.concat([last.subarray(0, shared), cursor.take(own)]);
    entries.push({ key: last, value: cursor.take(length) });
  }
  return entries;
}

/** LevelDB appends sequence number and kind to each key. */
const MARK_BYTES = 8;

function userKey(key: Buffer): string {
  if (key.length < MARK_BYTES) throw new BrokenFileError('a key is too short');
  return key.toString('utf8', 0, key.length - MARK_BYTES);
}

function versionOf(key: Buffer, value: Buffer): Version {
  const name = userKey(key);
  const mark = key.readBigUInt64LE(key.length - MARK_BYTES);
  const kind = Number(mark & 0xffn);
  if (kind !== PUT && kind !== DELETED) throw new BrokenFileError('a key is of an unknown kind');
  return {
    key: name,
    value: kind === PUT ? value.toString() : undefined,
    sequence: Number(mark >> 8n),
  };
}
