import { isLoopbackHost } from './loopback';

export interface AddressRule {
  /** `https:` or `wss:`; its plain form goes to this machine only. */
  scheme: 'https' | 'wss';
  /** May a query (`?…`) follow? */
  query?: boolean;
}

export type AddressProblem = 'scheme' | 'plain' | 'login' | 'query' | 'fragment';

export const PLAIN = { https: 'http', wss: 'ws' } as const;

/** What is wrong with an address as a user types it, or its parts; a path may follow. For dialogs as well as at run time. */
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
