import { ConfigError } from '../../../domain/errors';
import { isCloudId } from '../face';

export interface AculabCredentials {
  /** The login of the console, usually an e-mail address. */
  username?: string | undefined;
  /** The API access key; on old accounts the console's password. */
  apiKey?: string | undefined;
  /** Of the outbound service; needed for faxing only. */
  servicePassword?: string | undefined;
}

export interface AculabLogin {
  /** The cloud id, as `1-2-0`. */
  account: string;
  /** The outbound service's name; empty = none. */
  service: string;
  credentials: AculabCredentials;
}

/** The `Authorization` header of all calls but those that start a service. Throws `ConfigError`. */
export function userAuthorization({ account, credentials }: AculabLogin): string {
  const { apiKey } = credentials;
  if (!apiKey) throw new ConfigError('API access key: needed');
  return basic(userName(account, credentials), apiKey);
}

/** Starting a service takes the service's name and password; undefined: no service is set. Throws `ConfigError`. */
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

/** Where the web services are: the region's own host, which the cloud id names, unless set. Throws `ConfigError`. */
export function aculabOrigin(baseUrl: string, account: string): string {
  if (!isCloudId(account)) throw new ConfigError('Cloud id: needed, such as 1-2-0');
  return baseUrl.trim() === '' ? `https://ws-${account.trim()}.aculabcloud.net` : baseUrl;
}
