import { readAddress } from '../../domain/address';
import { trimEnd } from '../../domain/trim-end';

/** A provider's API address. Throws `ConfigError`. */
export function parseBaseUrl(text: string): URL {
  const url = readAddress(text, { label: 'API address', scheme: 'https' });
  url.pathname = trimEnd(url.pathname, '/');
  return url;
}
