import type { Log } from '../../domain/log';
import { FailureError } from './failure';
import type { Sql } from './queries';

export interface ServerFacts {
  version: number;
  version_name: string;
  encoding: string;
  recovery: boolean;
  read_only: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
}

const OLDEST = 120_000;
/** Others have no place for some characters; SQL_ASCII keeps whatever comes. */
const ENCODINGS: readonly string[] = ['UTF8', 'SQL_ASCII'];

/** Rejects if this server cannot guarantee that what was reported as stored is stored. */
export async function checkServer(sql: Sql, log: Log): Promise<void> {
  const facts = await readFacts(sql);
  refuseUnfit(facts);
  if (facts.synchronous_commit === 'off') {
    log.warn('store: synchronous_commit is off in PostgreSQL; the store turns it on for what it writes itself');
  }
}

export async function readFacts(sql: Sql): Promise<ServerFacts> {
  const [facts] = await sql.read<ServerFacts>(
    `SELECT current_setting('server_version_num')::int AS version,
       current_setting('server_version') AS version_name, current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() AS recovery,
       current_setting('transaction_read_only') AS read_only, current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit`,
  );
  if (facts === undefined) throw new Error('the server does not report its settings');
  return facts;
}

export function refuseUnfit(facts: ServerFacts): void {
  if (facts.version < OLDEST) refuse('database-unsafe', 'old', 'PostgreSQL 12 or later is needed');
  if (!ENCODINGS.includes(facts.encoding)) {
    refuse(
      'database-unsafe',
      'encoding',
      `an SMS may hold what the encoding ${facts.encoding} does not: create the database with ENCODING 'UTF8'`,
    );
  }
  if (facts.recovery) refuse('database-read-only', 'standby', 'the database is a standby: connect to the primary');
  if (facts.read_only === 'on')
    refuse('database-read-only', 'read-only', 'the database is read-only: connect to the primary');
  if (facts.fsync === 'off')
    refuse('database-unsafe', 'fsync', 'a power cut would lose events: set fsync = on in PostgreSQL');
  if (facts.full_page_writes === 'off') {
    refuse(
      'database-unsafe',
      'full-page-writes',
      'a power cut would damage the tables: set full_page_writes = on in PostgreSQL',
    );
  }
}

function refuse(code: 'database-unsafe' | 'database-read-only', detail: string, reason: string): never {
  throw new FailureError({ code, detail, reason });
}
