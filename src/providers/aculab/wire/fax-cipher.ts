import { createCipheriv, randomBytes } from 'node:crypto';

/** AES-256-CBC for one file. The vendor keeps no keys: whoever loses this has lost the fax. */
export interface FaxCipher {
  /** Hex of 32 bytes. */
  key: string;
  /** Hex of 16 bytes. */
  vector: string;
}

/** Never used for a second file. */
export function freshCipher(): FaxCipher {
  return { key: randomBytes(32).toString('hex'), vector: randomBytes(16).toString('hex') };
}

/** As the vendor's actions write it. */
export function wireCipher({ key, vector }: FaxCipher): Record<string, string> {
  return { type: 'aescbc', key, initialisation_vector: vector };
}

export function encryptFax(plain: Buffer, { key, vector }: FaxCipher): Buffer {
  const aes = createCipheriv('aes-256-cbc', Buffer.from(key, 'hex'), Buffer.from(vector, 'hex'));
  return Buffer.concat([aes.update(plain), aes.final()]);
}
