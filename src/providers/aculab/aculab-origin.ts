import { ConfigError } from '../../domain/errors';
import { isCloudId } from './cloud-id';

/** Where the web services are: the region's own host, which the cloud id names, unless set. Throws `ConfigError`. */
export function aculabOrigin(baseUrl: string, account: string): string {
  if (!isCloudId(account)) throw new ConfigError('Cloud id: needed, such as 1-2-0');
  return baseUrl.trim() === '' ? `https://ws-${account.trim()}.aculabcloud.net` : baseUrl;
}
