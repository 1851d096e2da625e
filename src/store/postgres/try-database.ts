import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { tryDocumentsPlace, type TryOptions } from './documents-place';
import { FailureError, failureOf } from './failure';
import { checkGroup } from './group';
import { LEASE_MS } from './lease';
import { hangUp, newClient } from './closing-client';
import { lookAt, tryMaking } from './migrate';
import { PostgresPool } from './pool';
import type { PostgresConnection } from './postgres-connection';
import { quoteName } from './quoting';
import { readFacts, refuseUnfit } from './start-check';

/** What was found out about a database that may be used for a store. */
export interface DatabaseReport {
  /** The version of PostgreSQL. */
  version: string;
  /** Whether the tables exist; otherwise they will be created. */
  isMade: boolean;
  /** How long a durable write takes; undefined: this role may not try. */
  writeMs?: number;
  readMs: number;
  /** Whether notifications arrive. */
  isNotified: boolean;
  /** Whether `synchronous_commit` is on. */
  isSynchronous: boolean;
  /** The processes that share the store now, by instance. */
  alive: ReadonlyMap<string, string>;
}

/** What the store must fit if its tables exist; undefined: anything. */
export interface Wanted {
  group?: string;
  documents?: Pick<TryOptions, 'instance' | 'documents'>;
}

const STATEMENT_MS = 5_000;
const NOTIFIED_MS = 2_000;
const TURNS = 3;

/**
 * Tries a database and leaves nothing behind: tables are created and rolled back in one transaction, and the trial
 * write goes to a temporary table. Rejects with an error for `failureOf`.
 */
export async function tryDatabase(
  connection: PostgresConnection,
  schema: string,
  clock: Clock,
  { group, documents }: Wanted = {},
): Promise<DatabaseReport> {
  const pool = new PostgresPool(connection, { connections: 2, statementMs: STATEMENT_MS });
  try {
    // `run`, because `read` would try twice, which only takes longer here.
    await pool.run('SELECT 1');
    const facts = await readFacts(pool);
    refuseUnfit(facts);
    const isMade = (await lookAt(pool, schema)) !== undefined;
    await (isMade ? checkRights(pool, schema) : tryMaking(pool, schema));
    if (isMade && group !== undefined) await checkGroup(pool, quoteName(schema), group);
    if (isMade && documents !== undefined) await tryDocumentsPlace(pool, { schema: quoteName(schema), ...documents });
    const readMs = await fastest(() => timeOf(clock, () => pool.run('SELECT 1')));
    const writeMs = await fastest(() => timeOfCommit(clock, pool)).catch(ifForbidden);
    return compact<DatabaseReport>({
      version: facts.version_name.split(' ')[0] ?? '',
      isMade,
      writeMs,
      readMs,
      isNotified: await isNotified(clock, pool),
      isSynchronous: facts.synchronous_commit !== 'off',
      alive: isMade ? await aliveIn(pool, schema) : new Map(),
    });
  } finally {
    await pool.end().catch(() => undefined);
  }
}

/** The fastest of several, because the first one may have to wait for something. */
async function fastest(turn: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  while (times.length < TURNS) times.push(await turn());
  return Math.min(...times);
}

async function timeOf(clock: Clock, work: () => Promise<unknown>): Promise<number> {
  const began = clock.monotonic();
  await work();
  return clock.monotonic() - began;
}

/** Writes and reads back. Only the end of the transaction is measured, which waits for the disk. */
async function timeOfCommit(clock: Clock, pool: PostgresPool): Promise<number> {
  const written = randomUUID();
  let began = NaN;
  await pool.transaction(async (run) => {
    // As the store does.
    await run(
      `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`,
    );
    await run('CREATE TEMPORARY TABLE pushline_trial (value text) ON COMMIT DROP');
    await run('INSERT INTO pushline_trial VALUES ($1)', [written]);
    const [row] = await run<{ value: string }>('SELECT value FROM pushline_trial');
    if (row?.value !== written) {
      throw new FailureError({ code: 'store', reason: 'the database returned other data than was written' });
    }
    began = clock.monotonic();
  });
  return clock.monotonic() - began;
}

/** Not a failure: the store itself needs no temporary tables. */
function ifForbidden(error: unknown): undefined {
  if (failureOf(error).code !== 'database-rights') throw error;
}

/** Checks the rights on tables that another role may have created. */
async function checkRights(pool: PostgresPool, schema: string): Promise<void> {
  const lacking = (what: string, rights: readonly string[]): string =>
    rights.map((right) => `NOT has_${what}_privilege(c.oid, '${right}')`).join(' OR ');
  const text = `SELECT count(*)::int AS n FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = $1
    AND CASE c.relkind WHEN 'r' THEN ${lacking('table', ['SELECT', 'INSERT', 'UPDATE', 'DELETE'])}
      WHEN 'S' THEN ${lacking('sequence', ['SELECT', 'USAGE'])} ELSE false END`;
  const [row] = await pool.read<{ n: number }>(text, [schema]);
  if (row?.n === 0) return;
  const reason = 'the role lacks rights on the tables of the store: make it their owner';
  throw new FailureError({ code: 'database-rights', detail: 'tables', reason });
}

/** Whether a notification to ourselves arrives. */
async function isNotified(clock: Clock, pool: PostgresPool): Promise<boolean> {
  const channel = `pushline_trial_${randomUUID().replaceAll('-', '')}`;
  const client = newClient(pool.config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    return await new Promise<boolean>((resolve, reject) => {
      const timer = clock.after(NOTIFIED_MS, () => resolve(false));
      client.on('notification', () => {
        timer.cancel();
        resolve(true);
      });
      pool.run('SELECT pg_notify($1, $2)', [channel, '']).catch(reject);
    });
  } finally {
    hangUp(client);
  }
}

/** Judged by the clock of the database, which recorded when it heard from each. */
async function aliveIn(pool: PostgresPool, schema: string): Promise<Map<string, string>> {
  const text = `SELECT name, process FROM ${quoteName(schema)}.instances
    WHERE seen_at > clock_timestamp() - $1 * interval '1 ms' ORDER BY name`;
  const rows = await pool.read<{ name: string; process: string }>(text, [LEASE_MS]);
  return new Map(rows.map(({ name, process }) => [name, process]));
}
