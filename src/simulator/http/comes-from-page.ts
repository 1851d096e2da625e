import type { IncomingMessage } from 'node:http';

const OWN_NAMES = ['127.0.0.1', 'localhost'];

/**
 * Whether a request may come from a web page in the user's browser, which could otherwise reach loopback: it has an
 * origin, or a host name of somebody else that resolves to this machine.
 */
export function comesFromPage({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const host = (headers.host ?? '').replace(/:\d{1,5}$/, '').toLowerCase();
  return headers.origin !== undefined || !OWN_NAMES.includes(host);
}
