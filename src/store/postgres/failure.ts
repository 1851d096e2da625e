import { toError } from '../../domain/errors';
import type { StoreFailureCode } from '../store-health';
import { FENCED } from './instances-schema';
import { MOVED } from './schema';

/** What is wrong and what to do, for people: without names, addresses and values. */
export interface Failure {
  code: StoreFailureCode;
  reason: string;
  /** Which cause of this code it is: a dialog shows it in the user's language. */
  detail?: string;
}

/** A failure that we found ourselves. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
  }
}

const away = (detail: string, reason: string): Failure => ({ code: 'database-away', detail, reason });
const login = (detail: string, reason: string): Failure => ({ code: 'database-login', detail, reason });
const certificate = (detail: string, reason: string): Failure => ({ code: 'database-certificate', detail, reason });

const AWAY: Failure = { code: 'database-away', reason: 'the database cannot be reached' };
const SILENT = away('silent', 'the database does not answer: check host, port, firewalls, and what locks its tables');
const REFUSED = away('refused', 'the database refuses the connection: is it running there?');
const HOST = away('host', 'the host of the database is not found');
const LIMIT = away('limit', 'the database or the role may have no more connections: raise its CONNECTION LIMIT');
const AUTHORITY = certificate('authority', 'the certificate of the database is not trusted: add its CA');
const DATES = certificate('dates', 'the certificate of the database is not valid now: check its dates, and the clock');

/** Another process has taken the instance's name: the one that started last keeps it. */
export const TAKEN: Failure = {
  code: 'database-instance',
  reason: 'another Node-RED of the same name uses the store: give each instance its own',
};

export const HALF_MOVED: Failure = {
  code: 'database-moving',
  reason:
    'an embedded store is being moved in: wait until it is done; if it was interrupted, start it again or give it up',
};

const BY_CODE: Record<string, Failure> = {
  [FENCED]: TAKEN,
  '28P01': login('password', 'the database refuses the user name or password'),
  '28000': login('pg-hba', 'the database does not let this user in: check its pg_hba.conf'),
  '3D000': { code: 'database-missing', reason: 'there is no database with this name: create it' },
  '42501': {
    code: 'database-rights',
    reason: 'the role lacks rights: GRANT CREATE on the database, or make it the owner of the schema',
  },
  '25006': { code: 'database-read-only', reason: 'the database is read-only: connect to the primary' },
  '53100': { code: 'disk-full', reason: 'the disk of the database is full' },
  '53300': away('full', 'the database accepts no more connections: raise max_connections'),
  '57P03': away('starting', 'the database is starting'),
  '57014': away('cancelled', 'the database breaks off what it is asked: raise statement_timeout of the role'),
  '55P03': away(
    'locked',
    'the tables of the store are locked: look for what holds them, and at lock_timeout of the role',
  ),
  XX001: { code: 'store-damaged', reason: 'the tables of the store are damaged' },
  XX002: { code: 'store-damaged', reason: 'an index of the store is damaged: REINDEX it' },
  '42P07': { code: 'database-other', reason: 'the schema holds tables of something else: choose another name' },
  '42P01': { code: 'database-rights', reason: 'the tables of the store are gone' },
  '3F000': { code: 'database-rights', reason: 'the schema of the store is gone' },
  CERT_HAS_EXPIRED: DATES,
  CERT_NOT_YET_VALID: DATES,
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: certificate('name', 'the certificate of the database is for another host name'),
  ENOTFOUND: HOST,
  EAI_AGAIN: HOST,
  ECONNREFUSED: REFUSED,
  // A socket in a folder.
  ENOENT: REFUSED,
  ETIMEDOUT: SILENT,
  EHOSTUNREACH: SILENT,
  ENETUNREACH: SILENT,
};

/**
 * What a code means while a connection is opened, by the function of the server that reports it: its texts may be in
 * any language.
 */
const AT_LOGIN: Record<string, Record<string, Failure>> = {
  CheckMyDatabase: {
    '42501': {
      code: 'database-rights',
      detail: 'connect',
      reason: 'the role may not connect to this database: GRANT CONNECT on it',
    },
    '53300': LIMIT,
    '55000': away('closed', 'this database takes no connections: is it the right one?'),
  },
  InitializeSessionUserId: {
    '28000': login('no-login', 'there is no such role, or it may not log in: ALTER ROLE … LOGIN'),
    '53300': LIMIT,
  },
};

/** Errors that `pg` and TLS distinguish only by their text, or whose code means several things. */
const BY_TEXT: [RegExp, Failure][] = [
  [/does not support SSL/i, certificate('no-tls', 'the database does not offer TLS')],
  [
    /no pg_hba\.conf entry.*(?:no encryption|SSL off)/i,
    certificate('needs-tls', 'the database does not let this user in without TLS: turn it on, or see its pg_hba.conf'),
  ],
  [/valid client certificate/i, certificate('client', 'the database requires a client certificate')],
  [
    /unknown authentication|only mechanism/i,
    login('method', 'the database requires a login method other than a password'),
  ],
  [/no password|password must be a/i, login('no-password', 'the database requires a password')],
];

export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = sqlState(error);
  const known =
    AT_LOGIN[routineOf(error)]?.[code] ??
    BY_TEXT.find(([pattern]) => pattern.test(toError(error).message))?.[1] ??
    BY_CODE[code];
  if (known) return known;
  if (!isConnectionLost(error)) return { code: 'store', reason: `the database reports the error ${code}` };
  return /timeout/i.test(toError(error).message) ? SILENT : AWAY;
}

/** The batch was not written, because another process has written what it read, or is writing it: it may be run again. */
export function hasMoved(error: unknown): boolean {
  return [MOVED, '40001', '40P01', '55P03'].includes(sqlState(error));
}

/** Whether another process has taken our name. */
export function isFenced(error: unknown): boolean {
  return sqlState(error) === FENCED;
}

/** The server refused the values, and nothing was written. */
export function isRefused(error: unknown): boolean {
  return /^(?:22|23|54)/.test(sqlState(error));
}

/** The server does not know a prepared statement, or knows its name already. */
export function isUnprepared(error: unknown): boolean {
  return ['26000', '42P05'].includes(sqlState(error));
}

/** Not an answer of the server to this statement, so it is unknown whether the statement took effect. */
export function isConnectionLost(error: unknown): boolean {
  // No SQL state begins with E, as the system's codes do: EPIPE.
  return !/^(?!E)[0-9A-Z]{5}$/.test(sqlState(error)) || /^(?:08|25P0[34]|57P)/.test(sqlState(error));
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The function of the server that reported it. */
function routineOf(error: unknown): string {
  return error instanceof Error && 'routine' in error && typeof error.routine === 'string' ? error.routine : '';
}
