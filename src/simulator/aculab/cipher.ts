import { createCipheriv, createDecipheriv } from 'node:crypto';
import { checkFields } from '../check-fields';

/** The vendor's cipher object: AES-CBC with 128, 192 or 256 bits, depending on the key's length. */
export interface Cipher {
  type: 'aescbc';
  /** Hex of 16, 24 or 32 bytes. */
  key: string;
  /** Hex of 16 bytes. */
  initialisation_vector: string;
}

const isHexOf =
  (...bytes: number[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && /^[0-9a-f]*$/i.test(value) && bytes.includes(value.length / 2);

export function isCipher(value: unknown): value is Cipher {
  const fields = checkFields(value, {
    type: (type) => type === 'aescbc',
    key: isHexOf(16, 24, 32),
    initialisation_vector: isHexOf(16),
  });
  return fields !== undefined && Object.keys(fields).length === 3;
}

export function encrypt(cipher: Cipher, plain: Buffer): Buffer {
  const aes = createCipheriv(...parametersOf(cipher));
  return Buffer.concat([aes.update(plain), aes.final()]);
}

/** Returns undefined for a wrong key or for bytes that are not encrypted. */
export function decrypt(cipher: Cipher, encrypted: Buffer): Buffer | undefined {
  const aes = createDecipheriv(...parametersOf(cipher));
  try {
    return Buffer.concat([aes.update(encrypted), aes.final()]);
  } catch {
    return undefined;
  }
}

function parametersOf({ key, initialisation_vector: vector }: Cipher): [string, Buffer, Buffer] {
  return [`aes-${key.length * 4}-cbc`, Buffer.from(key, 'hex'), Buffer.from(vector, 'hex')];
}
