import { createDecipheriv, type Decipher } from 'node:crypto';
import { documentType } from '../../../documents/document-type';
import type { FaxCipher } from '../wire/fax-cipher';

const BLOCK = 16;

/** A stored fax that is being streamed. */
export interface StoredFax {
  /** The decrypted bytes; can be read once. */
  plain: AsyncGenerator<Buffer>;
  /** Valid after reading everything: the file is cut off, is not a TIFF, or was encrypted and has no valid padding. */
  readonly isDamaged: boolean;
}

/**
 * Reads a file of the media store. A file that begins like a TIFF was not encrypted; for any other, `cipherOf` is
 * called with the first block. A file that is cut off or badly padded is decrypted as far as possible, and one without
 * a cipher is passed on as it is, because a damaged fax is delivered, never refused.
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

/** Whether this key turns a file's first block into the beginning of a TIFF. */
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
    // Hold back the last block, which may be padding.
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

/** Removes PKCS#7 padding; returns undefined when there is none. */
function withoutPadding(last: Buffer): Buffer | undefined {
  const count = last.at(-1) ?? 0;
  const isPadded = count >= 1 && count <= last.length && last.subarray(-count).every((byte) => byte === count);
  return isPadded ? last.subarray(0, last.length - count) : undefined;
}
