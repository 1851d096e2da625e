import { ConfigError } from '../../../domain/errors';
import { isCloudId } from '../face';

export interface AculabCredentials {
  /** The login for Aculab's console, usually an e-mail address. */
  username?: string | undefined;
  /** The API access key; on old accounts the console's password. */
  apiKey?: string | undefined;
  /** The outbound service's password; needed only for faxes. */
  servicePassword?: string | undefined;
}

export interface AculabLogin {
  /** The cloud id, such as `1-2-0`. */
  account: string;
  /** The outbound service's name; empty = none. */
  service: string;
  credentials: AculabCredentials;
}

/** The `Authorization` header of all requests except starting the service. Throws `ConfigError`. */
export function userAuthorization({ account, credentials }: AculabLogin): string {
  const { apiKey } = credentials;
  if (!apiKey) throw new ConfigError('API access key: needed');
  return basic(userName(account, credentials), apiKey);
}

/** The `Authorization` header for starting the service; undefined when no service is set. Throws `ConfigError`. */
export function serviceAuthorization({ account, service, credentials }: AculabLogin): string | undefined {
  const name = service.trim();
  if (name === '') return undefined;
  if (/[:/]/.test(name)) throw new ConfigError('Outbound service: must not contain a colon or a slash');
  const { servicePassword } = credentials;
  if (!servicePassword) throw new ConfigError('Service password: needed, because an Outbound service is set');
  return basic(`${userName(account, credentials)}/${name}`, servicePassword);
}

function userName(account: string, { username }: AculabCredentials): string {
  const user = username?.trim() ?? '';
  if (user === '') throw new ConfigError('Console login: needed');
  if (/[:/]/.test(user)) throw new ConfigError('Console login: must not contain a colon or a slash');
  return `${account.trim()}/${user}`;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * The origin of the web services: `baseUrl` if it is set, else the host of the cloud id's region. Throws `ConfigError`.
 */
export function aculabOrigin(baseUrl: string, account: string): string {
  if (!isCloudId(account)) throw new ConfigError('Cloud id: needed, such as 1-2-0');
  return baseUrl.trim() === '' ? `https://ws-${account.trim()}.aculabcloud.net` : baseUrl;
}
