import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';

export interface ReadPng {
  width: number;
  height: number;
  bits: number;
  pixelsPerMetre: [number, number];
  /** Without the filter bytes. */
  rows: Buffer;
}

/** Reads grey PNG files without filters, and checks their sums. */
export function readPng(file: Uint8Array): ReadPng {
  const png = Buffer.from(file);
  assert.equal(png.toString('hex', 0, 8), '89504e470d0a1a0a');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'pHYs', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') ?? Buffer.alloc(0);
  const density = chunks.get('pHYs') ?? Buffer.alloc(0);
  const [width, height, bits] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readUInt8(8)];
  const stride = Math.ceil((width * bits) / 8);
  const filtered = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  assert.equal(filtered.length, (stride + 1) * height);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = filtered.subarray(y * (stride + 1), (y + 1) * (stride + 1));
    assert.equal(row[0], 0);
    return row.subarray(1);
  });
  const pixelsPerMetre: [number, number] = [density.readUInt32BE(0), density.readUInt32BE(4)];
  return { width, height, bits, pixelsPerMetre, rows: Buffer.concat(rows) };
}
