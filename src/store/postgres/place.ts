import { compact } from '../../domain/compact';
import type { Log } from '../../domain/log';
import { FailureError, isConnectionLost, type Failure } from './failure';
import { readMeta } from './meta';
import type { PostgresPool } from './pool';
import { lastBatch, type Witness } from './writer-account';

/** Found restored, and nobody has said yet what that means. */
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
  /** What this process knows is no longer a witness: it has told all it can. */
  onSetBack?: () => void;
}

export interface Settled {
  /** The place in order of arrival before which all is in doubt; absent: nothing is. */
  doubtful?: number;
  /** Ever: there may be documents that no row knows any more. */
  wasSetBack: boolean;
}

/**
 * Is this the database that was here before, with all that was told to be stored? One that was set back would send again
 * what has been sent since. Where it lies is known by the server's own id, the database's, that of the tables, and the
 * timeline of the log, which every restore to a point in time and every fail-over begins anew. After a fail-over whoever
 * wrote last before it can tell whether anything is lost; where nobody can, a person has to say.
 */
export async function settlePlace(pool: PostgresPool, options: PlaceOptions): Promise<Settled> {
  const { schema, witness, log } = options;
  const here = await placeOf(pool, schema);
  const meta = await readMeta(pool.read.bind(pool), schema);
  const before = meta.get('place');
  const isSame = before === undefined || isPlace(here, before);
  if (witness !== undefined && !(await isThere(pool, schema, witness))) {
    log.error('store: the database has lost what it had told to be stored: what waits to be sent is in doubt now');
    const doubtful = await setBack(pool, schema, here);
    options.onSetBack?.();
    return { doubtful, wasSetBack: true };
  }
  if (!isSame && witness === undefined) {
    throw new FailureError(RESTORED);
  } else if (before !== here) {
    if (!isSame) log.info('store: another server of the database has taken over, and nothing is lost');
    await remember(pool, schema, { place: completed(here, before) });
  }
  const doubtful = meta.get('doubtful');
  return compact<Settled>({
    doubtful: doubtful === undefined ? undefined : Number(doubtful),
    wasSetBack: meta.has('set-back'),
  });
}

/** A person says what became of the database. `moved`: as it is, it goes on. */
export async function confirmPlace(pool: PostgresPool, schema: string, told: 'moved' | 'restored'): Promise<void> {
  const here = await placeOf(pool, schema);
  if (told === 'moved') await remember(pool, schema, { place: here });
  else await setBack(pool, schema, here);
}

/** All of it has been doubted. */
export async function hasDoubted(pool: PostgresPool, schema: string, before: number): Promise<void> {
  await pool.run(`DELETE FROM ${schema}.meta WHERE name = 'doubtful' AND value = $1`, [String(before)]);
}

/** What comes later is in no doubt, whoever is first to come back. */
async function setBack(pool: PostgresPool, schema: string, here: string): Promise<number> {
  const [row] = await pool.run<{ next: string }>(`SELECT nextval('${schema}.orders') AS next`);
  const doubtful = row?.next ?? '';
  await remember(pool, schema, { 'set-back': 'true', doubtful, place: here });
  return Number(doubtful);
}

async function isThere(pool: PostgresPool, schema: string, { writer, batch }: Witness): Promise<boolean> {
  const last = await lastBatch(pool, schema, writer);
  return last !== undefined && last >= batch;
}

/** In one statement, and so all or nothing. */
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
  // Restored over what was there, a dump makes the tables again.
  `SELECT tableoid::text AS part FROM ${schema}.meta LIMIT 1`,
];

async function placeOf(pool: PostgresPool, schema: string): Promise<string> {
  const parts: string[] = [];
  for (const text of partsOf(schema)) parts.push(await partOf(pool, text));
  return parts.join('/');
}

/** Not every service lets everybody see all of it. */
async function partOf(pool: PostgresPool, text: string): Promise<string> {
  try {
    const [row] = await pool.read<{ part: string }>(text);
    return row?.part ?? '';
  } catch (error) {
    if (isConnectionLost(error)) throw error;
    return '';
  }
}

/** What cannot be seen now stays as it was seen last. */
function completed(here: string, before = ''): string {
  const parts = before.split('/');
  return here
    .split('/')
    .map((part, index) => (part === '' ? (parts[index] ?? '') : part))
    .join('/');
}

/** What is not known of both tells nothing. */
function isPlace(here: string, before: string): boolean {
  const known = before.split('/');
  return here.split('/').every((part, index) => part === '' || !known[index] || part === known[index]);
}
