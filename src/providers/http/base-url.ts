import { readAddress } from '../../domain/address';
import { trimEnd } from '../../domain/trim-end';

/** Reads the address of a provider's API. Throws `ConfigError` when it cannot be used. */
export function parseBaseUrl(text: string): URL {
  const url = readAddress(text, { label: 'API address', scheme: 'https' });
  url.pathname = trimEnd(url.pathname, '/');
  return url;
}
