import { randomBytes } from 'node:crypto';

const TIFF_START = Buffer.from([0x49, 0x49, 0x2a, 0x00]);

/** A document of exactly that size: TIFF by its first bytes, incompressible after them. */
export function faxDocument(bytes: number): Buffer {
  return Buffer.concat([TIFF_START, randomBytes(bytes - TIFF_START.length)]);
}
