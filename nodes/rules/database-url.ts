import { VARIABLE, WHOLE } from './variable';

/** The parts of a database's address; parts that it does not have are empty. */
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
 * Reads `postgres://user:password@host:port/database`. Not with `URL`, which does not accept a socket's folder as host
 * and normalizes what it reads. Query parameters count if they name one of these parts, as in libpq (`host`, `port`,
 * `dbname`, `user`, `password`); all others, such as `sslmode`, are settings of their own.
 */
export function readDatabaseUrl(text: string): DatabaseAddress | DatabaseUrlProblem {
  if (!SCHEME.test(text)) return 'scheme';
  const [, login = '', place = '', path = '', query = ''] = PARTS.exec(text) ?? [];
  if (!PARTS.test(text)) return 'form';
  // A plus is no blank here, as it would be in a form.
  const more = new URLSearchParams(query.replaceAll('+', '%2B'));
  if ((more.get('host') ?? place).includes(',')) return 'hosts';
  const [matched, host = '', port = ''] = HOST.exec(place) ?? [];
  if (matched === undefined) return 'form';
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

/** An IPv6 address without its brackets; any other host as it is. */
export function bare(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}

/**
 * Does the text contain a password that is not a variable? It would be saved in the flow, and in every export and
 * backup of it.
 */
export function hasPlainPassword(text: string): boolean {
  if (WHOLE.test(text)) return false;
  // Variables are left out, because their values are not known here.
  const bareText = text.replace(VARIABLE, '');
  const read = readDatabaseUrl(bareText);
  if (typeof read === 'object') return read.password !== '';
  const [before = '', ...after] = bareText.split('@');
  const login = before.slice(before.indexOf('://') + 3);
  return after.length > 0 && /:./.test(login);
}
