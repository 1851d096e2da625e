import { createCipheriv, randomBytes } from 'node:crypto';

/** An AES-256-CBC key for one file. Aculab keeps no keys, so without this one the fax cannot be read. */
export interface FaxCipher {
  /** Hex of 32 bytes. */
  key: string;
  /** Hex of 16 bytes. */
  vector: string;
}

/** Makes a new random key, to be used for one file only. */
export function freshCipher(): FaxCipher {
  return { key: randomBytes(32).toString('hex'), vector: randomBytes(16).toString('hex') };
}

/** In the format of Aculab's actions. */
export function wireCipher({ key, vector }: FaxCipher): Record<string, string> {
  return { type: 'aescbc', key, initialisation_vector: vector };
}

export function encryptFax(plain: Buffer, { key, vector }: FaxCipher): Buffer {
  const aes = createCipheriv('aes-256-cbc', Buffer.from(key, 'hex'), Buffer.from(vector, 'hex'));
  return Buffer.concat([aes.update(plain), aes.final()]);
}
