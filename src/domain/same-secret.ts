import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** `timingSafeEqual` throws on unequal lengths, so it compares HMACs, under a key that nobody outside can know. */
const KEY = randomBytes(32);

/** Compares in a time that says nothing about either. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(macOf(given), macOf(expected));
}

export function macOf(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}
