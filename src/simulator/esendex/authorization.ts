import { randomUUID } from 'node:crypto';
import type { Login } from './account';

/** Who may call: the account's login, or the id of a session that was made with it. */
export class Authorization {
  private readonly sessions = new Set<string>();

  constructor(readonly login: Login) {}

  createSession(): string {
    const id = randomUUID();
    this.sessions.add(id);
    return id;
  }

  /** As the vendor answers: 401 only where nothing was said, 403 to a wrong login. */
  refusal(header: string | undefined): 401 | 403 | undefined {
    if (header === undefined) return 401;
    const [scheme = '', value = ''] = header.trim().split(/\s+/);
    if (scheme.toLowerCase() !== 'basic') return 403;
    const credentials = Buffer.from(value, 'base64').toString('utf8');
    const { username, password } = this.login;
    return credentials === `${username}:${password}` || this.sessions.has(credentials) ? undefined : 403;
  }
}
