import { isUtf8 } from 'node:buffer';
import type { Login } from '../../domain/login';

const MAX_HEADER_LENGTH = 8 * 1024;
const SCHEME = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * The login in a request's Authorization headers; undefined if there is none, or any doubt about it. Two headers are
 * always refused, because a proxy before this server may have checked the other one.
 */
export function basicLogin(authorization: readonly string[]): Login | undefined {
  const [header, second] = authorization;
  if (header === undefined || second !== undefined || header.length > MAX_HEADER_LENGTH) return undefined;
  const coded = SCHEME.exec(header)?.[1];
  if (coded === undefined) return undefined;
  const bytes = Buffer.from(coded, 'base64');
  // Node.js ignores characters that are not Base64, so many different headers would stand for the same login.
  if (bytes.toString('base64') !== coded || bytes.includes(0) || !isUtf8(bytes)) return undefined;
  const text = bytes.toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** All Authorization headers of a request: `headers` of Node.js has only the first one. */
export function authorizationsOf(rawHeaders: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === NAME.length && name.toLowerCase() === NAME) found.push(rawHeaders[i + 1] ?? '');
  }
  return found;
}

const NAME = 'authorization';
