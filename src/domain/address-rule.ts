import { isLoopbackHost } from './loopback';

export interface AddressRule {
  /** The required scheme; its unencrypted form (`http:`, `ws:`) is allowed to this machine only. */
  scheme: 'https' | 'wss';
  /** Whether a query (`?…`) may follow. */
  query?: boolean;
}

export type AddressProblem = 'scheme' | 'plain' | 'login' | 'query' | 'fragment';

export const PLAIN = { https: 'http', wss: 'ws' } as const;

/**
 * Checks an address as a user types it, or as it is put together from parts; a path
 * may follow. Runs in the editor's dialogs as well as at run time.
 */
export function checkAddress(text: string, { scheme, query = false }: AddressRule): URL | AddressProblem {
  const url = parsed(text.trim());
  const isPlain = url?.protocol === `${PLAIN[scheme]}:`;
  if (!url || !(isPlain || url.protocol === `${scheme}:`)) return 'scheme';
  if (isPlain && !isLoopbackHost(url.hostname)) return 'plain';
  if (url.username !== '' || url.password !== '') return 'login';
  if (!query && text.includes('?')) return 'query';
  return text.includes('#') ? 'fragment' : url;
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
