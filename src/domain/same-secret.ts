import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** `timingSafeEqual` throws if lengths differ, so HMACs are compared, under a key that nobody outside can know. */
const KEY = randomBytes(32);

/** Takes the same time whatever the texts are. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(macOf(given), macOf(expected));
}

export function macOf(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}
