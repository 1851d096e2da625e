import { randomUUID } from 'node:crypto';
import { FailureError, HALF_MOVED } from './failure';
import { readMeta } from './meta';
import type { PostgresPool } from './pool';
import type { Sql } from './queries';
import { quoteName } from './quoting';
import { SCHEMA_VERSION, tables } from './schema';

type Run = Sql['run'];

export interface MigrateOptions {
  /** The name as the user gave it, unquoted. */
  schema: string;
  /** The id of the store that this process has used before: any other is refused. */
  expected: string | undefined;
  /** True for the process that moves a store in. */
  mayBeMoving?: boolean;
}

/** The name in `meta` that exists while an embedded store is being moved in, and only part of it is there. */
export const MOVING = 'moving';

/** Creates the tables if they are missing; resolves with the store's id. Several processes may call this at once. */
export async function migrate(pool: PostgresPool, options: MigrateOptions): Promise<string> {
  const { schema, expected } = options;
  const known = await storeIn(pool.read.bind(pool), schema);
  if (known !== undefined) return checked(known, options);
  if (expected !== undefined) refuseGone();
  return pool.transaction(async (run) => {
    await inTurn(run, schema);
    const made = await storeIn(run, schema);
    if (made !== undefined) return checked(made, options);
    return make(run, schema);
  });
}

/** The id of the store in this schema; undefined: there is none yet. Rejects if the schema may not be used. */
export async function lookAt(sql: Sql, schema: string): Promise<string | undefined> {
  const known = await storeIn(sql.read.bind(sql), schema);
  return known && checked(known, { schema, expected: undefined });
}

/** Rejects if the tables are no longer those of this store, or a newer version of this package has changed them. */
export async function assertSameTables(sql: Sql, schema: string, expected: string): Promise<void> {
  const known = await storeIn(sql.read.bind(sql), schema);
  if (known === undefined) refuseGone();
  checked(known, { schema, expected });
}

/** Rejects if the tables could not be created; leaves nothing behind. */
export async function tryMaking(pool: PostgresPool, schema: string): Promise<void> {
  const takenBack = new Error('taken back');
  const tried = pool.transaction(async (run) => {
    await inTurn(run, schema);
    if ((await storeIn(run, schema)) === undefined) await make(run, schema);
    throw takenBack;
  });
  await tried.catch((error: unknown) => {
    if (error !== takenBack) throw error;
  });
}

/** Processes that create tables at the same time do so one after the other. */
async function inTurn(run: Run, schema: string): Promise<void> {
  await run(`SELECT pg_advisory_xact_lock(hashtext('pushline'), hashtext($1))`, [schema]);
}

async function make(run: Run, schema: string): Promise<string> {
  const quoted = quoteName(schema);
  const [there] = await run('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (there === undefined) await run(`CREATE SCHEMA ${quoted}`);
  for (const statement of tables(quoted)) await run(statement);
  const id = randomUUID();
  await run(`INSERT INTO ${quoted}.meta (name, value) VALUES ('version', $1), ('store', $2), ('time-shift', '0')`, [
    String(SCHEMA_VERSION),
    id,
  ]);
  return id;
}

interface Known {
  id: string;
  version: number;
  isMoving: boolean;
}

async function storeIn(run: Run, schema: string): Promise<Known | undefined> {
  // Not to_regclass, which may answer with the state from before we waited for the lock.
  const found = await run<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relname IN ('meta', 'entries')
       AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`,
    [schema],
  );
  if (found.length === 0) return undefined;
  if (found.length < 2) refuse('database-other', SOMETHING_ELSE);
  const meta = await readMeta(run, quoteName(schema));
  return { id: meta.get('store') ?? '', version: Number(meta.get('version')), isMoving: meta.has(MOVING) };
}

const SOMETHING_ELSE = 'the schema holds tables of something else: choose another name';

function checked({ id, version, isMoving }: Known, { expected, mayBeMoving = false }: MigrateOptions): string {
  if (!Number.isInteger(version) || id === '') refuse('database-other', SOMETHING_ELSE);
  if (version > SCHEMA_VERSION)
    refuse('database-newer', 'a newer version of this package made the tables: update it here, too');
  if (expected !== undefined && expected !== id)
    refuse('database-other', 'this is another store than before: check the address, or restart Node-RED to use it');
  if (isMoving && !mayBeMoving) throw new FailureError(HALF_MOVED);
  return id;
}

function refuseGone(): never {
  refuse('database-other', 'the tables of the store are gone: is this another database than before?');
}

function refuse(code: 'database-other' | 'database-newer', reason: string): never {
  throw new FailureError({ code, reason });
}
