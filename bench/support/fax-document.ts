import { randomBytes } from 'node:crypto';

const TIFF_START = Buffer.from([0x49, 0x49, 0x2a, 0x00]);

/** A document of exactly this size, which begins like a TIFF and cannot be compressed. */
export function faxDocument(bytes: number): Buffer {
  return Buffer.concat([TIFF_START, randomBytes(bytes - TIFF_START.length)]);
}
