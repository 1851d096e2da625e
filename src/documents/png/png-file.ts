import { crc32, deflateSync } from 'node:zlib';

export interface PngImage {
  /** Pixels. */
  width: number;
  height: number;
  /** Bits of grey; white is the highest value. */
  bitsPerPixel: 1 | 8;
  /** For each row a zero (no filter), then its pixels. */
  rows: Uint8Array;
  /** In both directions. */
  dotsPerInch: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY = 0;
const METRE = 1;
const INCHES_PER_METRE = 1 / 0.0254;

/** A grey PNG file. */
export function pngFile({ width, height, bitsPerPixel, rows, dotsPerInch }: PngImage): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitsPerPixel, GREY], 8);
  const perMetre = Math.round(dotsPerInch * INCHES_PER_METRE);
  const density = Buffer.alloc(9);
  density.writeUInt32BE(perMetre, 0);
  density.writeUInt32BE(perMetre, 4);
  density[8] = METRE;
  return Buffer.concat([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('pHYs', density),
    ...chunk('IDAT', deflateSync(rows)),
    ...chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return [head, data, check];
}
