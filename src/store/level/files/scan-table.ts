import { crc32cFrom, mask } from './crc32c';

/** No block of ours is longer: larger values are no part of the store. */
const LONGEST_BLOCK = 4 * 1024 * 1024;
const TRAILER_BYTES = 5;

/**
 * Finds the blocks of a table whose index is lost: each one ends where its check value fits what lies before it. Ends at the
 * first that is damaged, since nothing tells where the next one begins.
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
    // A block holds at least where its entries begin, and how many such places there are.
    if (packing <= 1 && end - offset >= 8 && file.readUInt32LE(end + 1) === mask(crc)) return end - offset;
  }
  return undefined;
}
