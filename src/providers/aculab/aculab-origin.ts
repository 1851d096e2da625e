import { ConfigError } from '../../domain/errors';

/** A cloud id becomes part of a host name. */
const CLOUD_ID = /^\d{1,4}(?:-\d{1,4}){1,5}$/;

/** Where the web services are: the region's own host, which the cloud id names, unless set. Throws `ConfigError`. */
export function aculabOrigin(baseUrl: string, account: string): string {
  if (!CLOUD_ID.test(account.trim())) throw new ConfigError('Cloud id: needed, such as 1-2-0');
  return baseUrl.trim() === '' ? `https://ws-${account.trim()}.aculabcloud.net` : baseUrl;
}
