import { compact } from '../../domain/compact';
import type { Log } from '../../domain/log';
import { FailureError, isConnectionLost, type Failure } from './failure';
import { readMeta } from './meta';
import type { PostgresPool } from './pool';
import { quoteText } from './quoting';
import { lastBatch, type Witness } from './writer-account';

/** The database was found restored or moved, and nobody has said yet which. */
export const RESTORED: Failure = {
  code: 'database-restored',
  reason: 'the database was restored, copied or moved: say which in the dialog of the connection',
};

export interface PlaceOptions {
  /** Quoted. */
  schema: string;
  /** undefined: this process has not written yet. */
  witness: Witness | undefined;
  log: Log;
  /** Called when the database was found set back: from then on this process's witness proves nothing. */
  onSetBack?: () => void;
}

export interface Settled {
  /** The place in order of arrival before which everything is in doubt; absent: nothing is. */
  doubtful?: number;
  /** True if it was ever set back: there may be documents that no row refers to any more. */
  wasSetBack: boolean;
}

/**
 * Checks that this is the same database as before, with everything that was reported as stored: one that was set back
 * would send again what has been sent since. The database is identified by the server's system id, the database's id,
 * the id of the tables, and the timeline of the log, which changes with every restore to a point in time and every
 * failover. After a failover the process that wrote last can tell whether anything is lost; if no process can, a person
 * has to say.
 */
export async function settlePlace(pool: PostgresPool, options: PlaceOptions): Promise<Settled> {
  const { schema, witness, log } = options;
  const here = await placeOf(pool, schema);
  const meta = await readMeta(pool.read.bind(pool), schema);
  const before = meta.get('place');
  const isSame = before === undefined || isPlace(here, before);
  if (witness !== undefined && !(await isThere(pool, schema, witness))) {
    log.error('store: the database has lost writes that it had confirmed: what waits to be sent is in doubt now');
    const doubtful = await setBack(pool, schema, here);
    options.onSetBack?.();
    return { doubtful, wasSetBack: true };
  }
  if (!isSame && witness === undefined) {
    throw new FailureError(RESTORED);
  } else if (before !== here) {
    if (!isSame) log.info('store: another server has taken over the database, and nothing is lost');
    await remember(pool, schema, { place: completed(here, before) });
  }
  const doubtful = meta.get('doubtful');
  return compact<Settled>({
    doubtful: doubtful === undefined ? undefined : Number(doubtful),
    wasSetBack: meta.has('set-back'),
  });
}

/** Records what a person says about the database. `moved`: it goes on as it is. */
export async function confirmPlace(pool: PostgresPool, schema: string, answer: 'moved' | 'restored'): Promise<void> {
  const here = await placeOf(pool, schema);
  if (answer === 'moved') await remember(pool, schema, { place: here });
  else await setBack(pool, schema, here);
}

/** Records that all rows before this place have been marked as doubtful. */
export async function hasDoubted(pool: PostgresPool, schema: string, before: number): Promise<void> {
  await pool.run(`DELETE FROM ${schema}.meta WHERE name = 'doubtful' AND value = $1`, [String(before)]);
}

/** Only what was stored before this moment is in doubt, whichever instance comes back first. */
async function setBack(pool: PostgresPool, schema: string, here: string): Promise<number> {
  const [row] = await pool.run<{ next: string }>(`SELECT nextval(${quoteText(`${schema}.orders`)}) AS next`);
  const doubtful = row?.next ?? '';
  await remember(pool, schema, { 'set-back': 'true', doubtful, place: here });
  return Number(doubtful);
}

async function isThere(pool: PostgresPool, schema: string, { writer, batch }: Witness): Promise<boolean> {
  const last = await lastBatch(pool, schema, writer);
  return last !== undefined && last >= batch;
}

async function remember(pool: PostgresPool, schema: string, values: Record<string, string>): Promise<void> {
  await pool.run(
    `INSERT INTO ${schema}.meta (name, value) SELECT * FROM unnest($1::text[], $2::text[])
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [Object.keys(values), Object.values(values)],
  );
}

const partsOf = (schema: string): string[] => [
  'SELECT system_identifier::text AS part FROM pg_control_system()',
  'SELECT oid::text AS part FROM pg_database WHERE datname = current_database()',
  'SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8) AS part',
  // The tables have a new id if a dump was restored over them.
  `SELECT tableoid::text AS part FROM ${schema}.meta LIMIT 1`,
];

async function placeOf(pool: PostgresPool, schema: string): Promise<string> {
  const parts: string[] = [];
  for (const text of partsOf(schema)) parts.push(await partOf(pool, text));
  return parts.join('/');
}

/** Some hosting services do not let every role see all of it. */
async function partOf(pool: PostgresPool, text: string): Promise<string> {
  try {
    const [row] = await pool.read<{ part: string }>(text);
    return row?.part ?? '';
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    return '';
  }
}

/** Parts that cannot be seen now are kept as last seen. */
function completed(here: string, before = ''): string {
  const parts = before.split('/');
  return here
    .split('/')
    .map((part, index) => (part === '' ? (parts[index] ?? '') : part))
    .join('/');
}

/** Parts that are unknown in either are not compared. */
function isPlace(here: string, before: string): boolean {
  const known = before.split('/');
  return here.split('/').every((part, index) => part === '' || !known[index] || part === known[index]);
}
