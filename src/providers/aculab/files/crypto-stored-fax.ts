import { createDecipheriv } from 'node:crypto';
import type { FaxCipher } from './fax-cipher';

const BLOCK = 16;
const SIGNATURES = ['49492a00', '4d4d002a'];

/**
 * The plain bytes of a stored fax while they stream. One that is a TIFF as it is was not encrypted after all. What is cut,
 * or padded in another way, is given out as far as it can be read: a damaged fax is delivered, never refused.
 */
export async function* decryptStoredFax(bytes: AsyncIterable<Buffer>, cipher: FaxCipher): AsyncGenerator<Buffer> {
  const aes = createDecipheriv('aes-256-cbc', Buffer.from(cipher.key, 'hex'), Buffer.from(cipher.vector, 'hex'));
  aes.setAutoPadding(false);
  let isPlain: boolean | undefined;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    held = Buffer.concat([held, isPlain === false ? aes.update(piece) : piece]);
    if (isPlain === undefined && held.length >= BLOCK) {
      isPlain = isTiff(held);
      if (!isPlain) held = aes.update(held);
    }
    if (isPlain === undefined) continue;
    // The last block may be padding.
    const ready = isPlain ? held.length : Math.max(0, held.length - BLOCK);
    if (ready > 0) yield held.subarray(0, ready);
    held = held.subarray(ready);
  }
  const rest = isPlain === false ? withoutPadding(held) : held;
  if (rest.length > 0) yield rest;
}

function isTiff(start: Buffer): boolean {
  return SIGNATURES.includes(start.toString('hex', 0, 4));
}

/** PKCS#7. */
function withoutPadding(last: Buffer): Buffer {
  const count = last.at(-1) ?? 0;
  const isPadded = count >= 1 && count <= last.length && last.subarray(-count).every((byte) => byte === count);
  return isPadded ? last.subarray(0, last.length - count) : last;
}
