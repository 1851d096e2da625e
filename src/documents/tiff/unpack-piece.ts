import { constants, inflateSync } from 'node:zlib';
import { MAX_PIXELS } from './fax-picture';
import { COMPRESSION } from './tags';
import { unpackBits } from './unpack-bits';
import { unpackLzw } from './unpack-lzw';

export type PixelCompression = Exclude<
  (typeof COMPRESSION)[keyof typeof COMPRESSION],
  typeof COMPRESSION.rle | typeof COMPRESSION.rleByWords | typeof COMPRESSION.g3 | typeof COMPRESSION.g4
>;

const MOST_BYTES = MAX_PIXELS / 8;

/** The pixels of a strip or tile, at most `size` bytes; fewer when it is damaged. */
export function unpackPiece(bytes: Uint8Array, compression: PixelCompression, size: number): Uint8Array {
  switch (compression) {
    case COMPRESSION.none:
      return bytes.subarray(0, size);
    case COMPRESSION.packBits:
      return unpackBits(bytes, size);
    case COMPRESSION.lzw:
      return unpackLzw(bytes, size);
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate:
      return inflate(bytes, size);
  }
}

/**
 * A last strip that is as large as the others is common, so more than `size` is cut. A
 * truncated stream gives what it has.
 */
function inflate(bytes: Uint8Array, size: number): Uint8Array {
  try {
    const options = { maxOutputLength: MOST_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
    return inflateSync(bytes, options).subarray(0, size);
  } catch {
    return new Uint8Array(0);
  }
}
