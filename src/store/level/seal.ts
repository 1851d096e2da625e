import { crc32 } from 'node:zlib';
import { DamageError } from './damage-error';

const MARK = '#';
const LENGTH = MARK.length + 8;

/**
 * Puts a check value before a value, which also covers its key: LevelDB does not look at its own check values when it
 * reads, and so hands out flipped bits as if nothing were.
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

/** Of both in a row, as one text: a key is ASCII, so no character of the value reaches into it. */
function checkOf(key: string, value: string): string {
  return crc32(key + value)
    .toString(16)
    .padStart(8, '0');
}
