import { timingSafeEqual } from 'node:crypto';
import type { Login } from '../../domain/login';
import { macOf } from '../../domain/same-secret';

/** Says whether a login is the expected one, in a time that reveals nothing about the expected one. */
export class LoginCheck {
  readonly #username: Buffer;
  readonly #password: Buffer;

  constructor({ username, password }: Login) {
    this.#username = macOf(username);
    this.#password = macOf(password);
  }

  accepts({ username, password }: Login): boolean {
    const sameName = timingSafeEqual(macOf(username), this.#username);
    const samePassword = timingSafeEqual(macOf(password), this.#password);
    return sameName && samePassword;
  }
}
