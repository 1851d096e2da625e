import { crc32cFrom, mask } from './crc32c';

/** No block of the store is longer: it has no larger values. */
const LONGEST_BLOCK = 4 * 1024 * 1024;
const TRAILER_BYTES = 5;

/**
 * Finds the blocks of a table whose index is lost: a block ends where a check value fits the bytes before it. Stops at
 * the first damaged block, because nothing says where the next one begins.
 */
export function* scanTable(file: Buffer): Generator<{ offset: number; size: number }> {
  for (let offset = 0; ;) {
    const size = blockAt(file, offset);
    if (size === undefined) return;
    yield { offset, size };
    offset += size + TRAILER_BYTES;
  }
}

function blockAt(file: Buffer, offset: number): number | undefined {
  let crc = crc32cFrom();
  const last = Math.min(file.length - TRAILER_BYTES, offset + LONGEST_BLOCK);
  for (let end = offset; end <= last; end += 1) {
    const packing = file.readUInt8(end);
    crc = crc32cFrom(packing, crc);
    // The smallest block holds one restart point and the count of restart points.
    if (packing <= 1 && end - offset >= 8 && file.readUInt32LE(end + 1) === mask(crc)) return end - offset;
  }
  return undefined;
}
