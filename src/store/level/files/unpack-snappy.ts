import { BrokenFileError, Cursor } from './cursor';

/** More than a block of the store ever has: a damaged length must not take all memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Decompresses Snappy, the compression of LevelDB's blocks. Throws `BrokenFileError`. */
export function unpackSnappy(packed: Buffer): Buffer {
  const cursor = new Cursor(packed);
  const length = cursor.varint();
  if (length > MAX_BYTES) throw new BrokenFileError('a block is too large');
  const out = Buffer.alloc(length);
  let end = 0;
  while (!cursor.isAtEnd) {
    const tag = cursor.byte();
    const part = (tag & 3) === 0 ? literal(cursor, tag >> 2) : copied(out.subarray(0, end), backReference(cursor, tag));
    if (end + part.length > length) throw new BrokenFileError('a block is longer than it says');
    end += part.copy(out, end);
  }
  if (end !== length) throw new BrokenFileError('a block is shorter than it says');
  return out;
}

function literal(cursor: Cursor, code: number): Buffer {
  return cursor.take((code < 60 ? code : cursor.take(code - 59).readUIntLE(0, code - 59)) + 1);
}

interface BackReference {
  length: number;
  offset: number;
}

function backReference(cursor: Cursor, tag: number): BackReference {
  switch (tag & 3) {
    case 1:
      return { length: ((tag >> 2) & 7) + 4, offset: ((tag >> 5) << 8) | cursor.byte() };
    case 2:
      return { length: (tag >> 2) + 1, offset: cursor.take(2).readUInt16LE() };
    default:
      return { length: (tag >> 2) + 1, offset: cursor.fixed32() };
  }
}

/** A reference may overlap its own output: then the existing bytes are repeated. */
function copied(before: Buffer, { length, offset }: BackReference): Buffer {
  if (offset === 0 || offset > before.length) throw new BrokenFileError('a block refers to something that is missing');
  const source = before.subarray(before.length - offset);
  return offset >= length ? source.subarray(0, length) : Buffer.alloc(length, source);
}
