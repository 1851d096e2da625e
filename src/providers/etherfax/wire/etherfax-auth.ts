import { ConfigError } from '../../../domain/errors';

export interface EtherFaxCredentials {
  apiKey?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

/**
 * The `Authorization` header: from the API key if there is one, else from a password alone, else from account, user and
 * password. Throws `ConfigError`.
 */
export function authorization(account: string, credentials: EtherFaxCredentials): string {
  // Users paste keys, often together with a line break.
  const apiKey = credentials.apiKey?.trim() ?? '';
  if (apiKey !== '') return bearer(apiKey);
  if (account.trim() === '' && !credentials.username?.trim() && credentials.password) {
    return blankUserBasic(credentials.password.trim());
  }
  return basic(account.trim(), credentials.username?.trim() ?? '', credentials.password ?? '');
}

function bearer(apiKey: string): string {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new ConfigError('API key: contains a character that API keys do not have');
  return `Bearer ${apiKey}`;
}

/** A password alone is an API key to be sent by Basic, which etherFAX also accepts: for proxies that block Bearer. */
function blankUserBasic(apiKey: string): string {
  return `Basic ${Buffer.from(`:${apiKey}`).toString('base64')}`;
}

function basic(account: string, user: string, password: string): string {
  if (user === '' || password === '') throw new ConfigError('API key, or User name and Password: needed');
  if (account === '') throw new ConfigError('Account number: needed with User name and Password');
  if (`${account}${user}`.includes(':')) throw new ConfigError('Account number, User name: must not contain a colon');
  return `Basic ${Buffer.from(`${account}/${user}:${password}`).toString('base64')}`;
}
