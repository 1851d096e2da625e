import { ConfigError } from './errors';
import { isLoopbackUrl } from './loopback';

export interface AddressRule {
  /** What the dialog calls the field. */
  label: string;
  /** `https:` or `wss:`; its plain form goes to this machine only. */
  scheme: 'https' | 'wss';
  /** May a query (`?…`) follow? */
  query?: boolean;
}

const PLAIN = { https: 'http', wss: 'ws' } as const;

/**
 * An address as a user types it; a path may follow, and no slash at its end makes a difference. Throws `ConfigError`,
 * whose message never holds the address, because people paste credentials into it. What is refused here is red in the
 * dialog (nodes/runtime/editor.js has the same rule).
 */
export function readAddress(text: string, { label, scheme, query = false }: AddressRule): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const isSchemeOf = (name: string): boolean => url?.protocol === `${name}:`;
  if (url === undefined || !(isSchemeOf(scheme) || isSchemeOf(PLAIN[scheme]))) {
    throw new ConfigError(`${label}: must begin with ${scheme}://`);
  }
  if (!isSchemeOf(scheme) && !isLoopbackUrl(url.href)) {
    throw new ConfigError(
      `${label}: must begin with ${scheme}://, because ${PLAIN[scheme]}:// is for this machine only`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(`${label}: must not hold a user or password`);
  }
  if (!query && text.includes('?')) throw new ConfigError(`${label}: must not hold a query (?…)`);
  if (text.includes('#')) throw new ConfigError(`${label}: must not hold a fragment (#…)`);
  return url;
}
