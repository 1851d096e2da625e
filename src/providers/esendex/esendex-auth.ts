import { ConfigError } from '../../domain/errors';

export interface EsendexCredentials {
  /** The login's e-mail address. */
  username?: string | undefined;
  /** The API password. */
  password?: string | undefined;
}

/** The `Authorization` header. Throws `ConfigError`. */
export function authorization({ username, password }: EsendexCredentials): string {
  const user = username?.trim() ?? '';
  if (user === '' || password === undefined || password === '') {
    throw new ConfigError('username and password: needed (the login e-mail and the API password)');
  }
  if (user.includes(':')) throw new ConfigError('username: must not hold a colon');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
