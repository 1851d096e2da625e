import { randomUUID } from 'node:crypto';
import type { Login } from './account';

/** Checks logins: the account's own, or the id of a session that was created with it. */
export class Authorization {
  readonly #sessions = new Set<string>();

  constructor(readonly login: Login) {}

  createSession(): string {
    const id = randomUUID();
    this.#sessions.add(id);
    return id;
  }

  /** Like the vendor: 401 without a login, 403 for a wrong one. */
  refusal(header: string | undefined): 401 | 403 | undefined {
    if (header === undefined) return 401;
    const [scheme = '', value = ''] = header.trim().split(/\s+/);
    if (scheme.toLowerCase() !== 'basic') return 403;
    const credentials = Buffer.from(value, 'base64').toString('utf8');
    const { username, password } = this.login;
    return credentials === `${username}:${password}` || this.#sessions.has(credentials) ? undefined : 403;
  }
}
