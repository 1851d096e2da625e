import { VARIABLE, WHOLE } from './variable';

/** What the address of a database says; empty where it says nothing. */
export interface DatabaseAddress {
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
}

export type DatabaseUrlProblem = 'scheme' | 'hosts' | 'form';

const SCHEME = /^postgres(?:ql)?:\/\//i;
const PARTS = /^[^:]+:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const HOST = /^(\[[\da-f:.%\w]+\]|[^:[\],]*)(?::(\d*))?$/i;

/**
 * Reads `postgres://user:password@host:port/database`, as providers of databases show it. By hand: `URL` knows no socket's
 * folder as a host, and changes what it reads. Of what may follow as `?…`, the same names in another place count; all else,
 * such as `sslmode`, is decided elsewhere.
 */
export function readDatabaseUrl(text: string): DatabaseAddress | DatabaseUrlProblem {
  if (!SCHEME.test(text)) return 'scheme';
  const [, login = '', place = '', path = '', query = ''] = PARTS.exec(text) ?? [];
  if (!PARTS.test(text)) return 'form';
  if (place.includes(',')) return 'hosts';
  const [matched, host = '', port = ''] = HOST.exec(place) ?? [];
  if (matched === undefined) return 'form';
  const more = new URLSearchParams(query);
  const colon = login.indexOf(':');
  const [user, password] = colon < 0 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
  try {
    return {
      host: more.get('host') ?? bare(decodeURIComponent(host)),
      port: more.get('port') ?? port,
      database: more.get('dbname') ?? decodeURIComponent(path),
      user: more.get('user') ?? decodeURIComponent(user),
      password: more.get('password') ?? decodeURIComponent(password),
    };
  } catch {
    return 'form';
  }
}

/** An address of IPv6 without its brackets. */
export function bare(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

/**
 * Does the text itself, and not a variable in it, say a password? It would be in the flow, in every export and backup of
 * it.
 */
export function hasPlainPassword(text: string): boolean {
  if (WHOLE.test(text)) return false;
  // What a variable stands for has no place in an address before it is looked up.
  const bareText = text.replace(VARIABLE, '');
  const read = readDatabaseUrl(bareText);
  if (typeof read === 'object') return read.password !== '';
  const [before = '', ...after] = bareText.split('@');
  const login = before.slice(before.indexOf('://') + 3);
  return after.length > 0 && /:./.test(login);
}
