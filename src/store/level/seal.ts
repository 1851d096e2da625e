import { crc32 } from 'node:zlib';
import { DamageError } from './damage-error';

const MARK = '#';
const LENGTH = MARK.length + 8;

/**
 * Puts a check value before a value, computed over key and value: LevelDB does not verify its own check values when it
 * reads, and so returns flipped bits as if they were right.
 */
export function seal(key: string, value: string): string {
  return MARK + checkOf(key, value) + value;
}

/** Throws `DamageError`. `bare`: in a folder of the first version values had no seal, and none began with `#`. */
export function unseal(key: string, sealed: string, { bare }: { bare: boolean }): string {
  if (!sealed.startsWith(MARK)) {
    if (bare) return sealed;
    throw new DamageError('a value of the store is not what was written');
  }
  const value = sealed.slice(LENGTH);
  if (sealed.slice(MARK.length, LENGTH) !== checkOf(key, value))
    throw new DamageError('a value of the store is not what was written');
  return value;
}

export function isSealed(value: string): boolean {
  return value.startsWith(MARK);
}

/** Over key and value as one text. Keys are ASCII, so no character of the value can merge into the key. */
function checkOf(key: string, value: string): string {
  return crc32(key + value)
    .toString(16)
    .padStart(8, '0');
}
