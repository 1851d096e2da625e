import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Login } from '../../domain/login';

/** `timingSafeEqual` throws on unequal lengths, so it compares HMACs, under a key that nobody outside can know. */
const KEY = randomBytes(32);

/** Tells whether a login is the expected one, in a time that says nothing about the expected one. */
export class LoginCheck {
  readonly #username: Buffer;
  readonly #password: Buffer;

  constructor({ username, password }: Login) {
    this.#username = mac(username);
    this.#password = mac(password);
  }

  accepts({ username, password }: Login): boolean {
    const sameName = timingSafeEqual(mac(username), this.#username);
    const samePassword = timingSafeEqual(mac(password), this.#password);
    return sameName && samePassword;
  }
}

function mac(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}
