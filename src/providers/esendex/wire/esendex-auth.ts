import { ConfigError } from '../../../domain/errors';

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
    throw new ConfigError('Login e-mail and API password: needed');
  }
  if (user.includes(':')) throw new ConfigError('Login e-mail: must not contain a colon');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
