import { ConfigError } from '../../domain/errors';
import { isLoopbackUrl } from '../../domain/loopback';
import { trimEnd } from '../../domain/trim-end';

/**
 * A provider's API address as a user may type it: `https:`, or `http:` on loopback; a trailing slash makes no
 * difference. Throws `ConfigError`, whose message never holds the address (people paste credentials into it).
 */
export function parseBaseUrl(text: string): URL {
  if (!URL.canParse(text.trim())) throw new ConfigError('baseUrl: not a URL');
  const url = new URL(text.trim());
  if (url.username !== '' || url.password !== '') throw new ConfigError('baseUrl: must not hold credentials');
  if (url.search !== '' || url.hash !== '') throw new ConfigError('baseUrl: must not hold a query or a fragment');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackUrl(url.href))) {
    throw new ConfigError('baseUrl: must be https (http only on loopback)');
  }
  url.pathname = trimEnd(url.pathname, '/');
  return url;
}
