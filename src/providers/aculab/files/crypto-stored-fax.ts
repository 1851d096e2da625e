import { createDecipheriv, type Decipher } from 'node:crypto';
import { documentType } from '../../../documents/document-type';
import type { FaxCipher } from '../wire/fax-cipher';

const BLOCK = 16;

/** A stored fax while it streams. */
export interface StoredFax {
  /** As it was sent. To be read once. */
  plain: AsyncGenerator<Buffer>;
  /** Once all was read: it is cut, begins as no TIFF, or has no padding where it was encrypted. */
  readonly isDamaged: boolean;
}

/**
 * Reads what lies in the media store. One that is a TIFF as it is was not encrypted after all; for others `cipherOf` is
 * asked, with their first block. What is cut, or padded in another way, is given out as far as it can be read, and what has
 * no cipher as it lies there: a damaged fax is delivered, never refused.
 */
export function readStoredFax(
  bytes: AsyncIterable<Buffer>,
  cipherOf: (block: Buffer) => Promise<FaxCipher | undefined>,
): StoredFax {
  let isDamaged = false;
  const onDamage = (): void => {
    isDamaged = true;
  };
  return {
    plain: plainBytes(bytes, { cipherOf, onDamage }),
    get isDamaged() {
      return isDamaged;
    },
  };
}

/** Does this key make a TIFF of a file's first block? */
export function makesTiff(cipher: FaxCipher, block: Buffer): boolean {
  return isTiff(decipher(cipher).update(block));
}

interface Reading {
  cipherOf: (block: Buffer) => Promise<FaxCipher | undefined>;
  onDamage: () => void;
}

async function* plainBytes(bytes: AsyncIterable<Buffer>, { cipherOf, onDamage }: Reading): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let size = 0;
  let isBegun = false;
  let aes: Decipher | undefined;
  for await (const piece of bytes) {
    size += piece.length;
    held = Buffer.concat([held, aes ? aes.update(piece) : piece]);
    if (!isBegun && size >= BLOCK) {
      isBegun = true;
      const cipher = isTiff(held) ? undefined : await cipherOf(held.subarray(0, BLOCK));
      aes = cipher && decipher(cipher);
      if (aes) held = aes.update(held);
      if (!isTiff(held)) onDamage();
    }
    if (!isBegun) continue;
    // The last block may be padding.
    const ready = aes ? Math.max(0, held.length - BLOCK) : held.length;
    if (ready > 0) yield held.subarray(0, ready);
    held = held.subarray(ready);
  }
  const isCut = size % BLOCK !== 0;
  const rest = aes ? withoutPadding(held) : held;
  if (!isBegun || (aes && (isCut || rest === undefined))) onDamage();
  const last = isCut || rest === undefined ? held : rest;
  if (last.length > 0) yield last;
}

function decipher({ key, vector }: FaxCipher): Decipher {
  const aes = createDecipheriv('aes-256-cbc', Buffer.from(key, 'hex'), Buffer.from(vector, 'hex'));
  return aes.setAutoPadding(false);
}

function isTiff(start: Buffer): boolean {
  return documentType(start).type === 'image/tiff';
}

/** PKCS#7. undefined = there is none. */
function withoutPadding(last: Buffer): Buffer | undefined {
  const count = last.at(-1) ?? 0;
  const isPadded = count >= 1 && count <= last.length && last.subarray(-count).every((byte) => byte === count);
  return isPadded ? last.subarray(0, last.length - count) : undefined;
}
