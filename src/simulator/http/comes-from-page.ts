import type { IncomingMessage } from 'node:http';

const OWN_NAMES = ['127.0.0.1', 'localhost'];

/** A page in the user's browser could otherwise reach loopback: by a foreign origin, or by a name that resolves to it. */
export function comesFromPage({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const host = (headers.host ?? '').replace(/:\d{1,5}$/, '').toLowerCase();
  return headers.origin !== undefined || !OWN_NAMES.includes(host);
}
