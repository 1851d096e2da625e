import type { SharedDocumentBytes } from '../../domain/document-bytes';
import type { Log } from '../../domain/log';
import { isRecord } from '../../domain/is-record';
import { parseJson } from '../../domain/parse-json';
import { DOCUMENTS_PLACE, placeOf } from '../postgres/documents-place';
import { failureOf, isConnectionLost } from '../postgres/failure';
import { enterGroup } from '../postgres/group';
import { readMeta } from '../postgres/meta';
import { migrate, MOVING } from '../postgres/migrate';
import { storedPath } from '../postgres/paths';
import { settlePlace } from '../postgres/place';
import { PostgresPool } from '../postgres/pool';
import type { PostgresConnection } from '../postgres/postgres-connection';
import { quoteName, quoteText } from '../postgres/quoting';
import { checkServer } from '../postgres/start-check';
import { fromText, toText } from '../postgres/text';
import { timeKeeper } from '../postgres/time-keeper';
import type { Entry } from '../steps/reader';
import { MoveRefusedError } from './refusal';

export interface TargetOptions {
  connection: PostgresConnection;
  /** The name of the schema as the user gave it. */
  schema: string;
  /** The group that may share the store; empty: no group. */
  group: string;
  log: Log;
}

/** The folder that has moved in, or is moving in. */
interface MovedIn {
  source: string;
  isDone: boolean;
}

const MOVED_FROM = 'moved-from';

/** Long, because one statement counts all rows of a large store. */
const STATEMENT_MS = 120_000;

/** The tables to which everything is moved. From `begin` to `finish` no Node-RED can use them. */
export class Target {
  readonly #pool: PostgresPool;
  /** Quoted. */
  readonly #schema: string;
  /** The id of this store. */
  readonly id: string;

  private constructor(pool: PostgresPool, schema: string, id: string) {
    this.#pool = pool;
    this.#schema = schema;
    this.id = id;
  }

  static async open({ connection, schema, group, log }: TargetOptions): Promise<Target> {
    const pool = new PostgresPool(connection, { statementMs: STATEMENT_MS });
    try {
      await checkServer(pool, log);
      const id = await migrate(pool, { schema, expected: undefined, mayBeMoving: true });
      const quoted = quoteName(schema);
      await enterGroup(pool, quoted, group);
      await settlePlace(pool, { schema: quoted, witness: undefined, log });
      return new Target(pool, quoted, id);
    } catch (error) {
      await pool.end().catch(() => undefined);
      throw failed(error);
    }
  }

  async movedIn(): Promise<MovedIn | undefined> {
    const meta = await readMeta((text) => this.#read(text), this.#schema);
    const [value, isDone] = meta.has(MOVING) ? [meta.get(MOVING), false] : [meta.get(MOVED_FROM), true];
    const kept = parseJson(value ?? '');
    return isRecord(kept) && typeof kept['source'] === 'string' ? { source: kept['source'], isDone } : undefined;
  }

  /**
   * Reserves the tables for this folder and empties them: what an aborted move of the same folder left is removed.
   * Rejects if they hold anything from elsewhere.
   */
  async begin(source: string, documents?: SharedDocumentBytes): Promise<void> {
    const place = await placeOf(documents, this.id).catch((error: unknown) => {
      throw failed(error);
    });
    await this.#transaction(async (run) => {
      // Waits for every writer, which then cannot write any more.
      await run(`LOCK TABLE ${this.#schema}.writers IN EXCLUSIVE MODE`);
      const before = (await readMeta(run, this.#schema)).get(MOVING);
      if (before === undefined) await this.#assertEmpty(run);
      else if (before !== markOf(source)) throw busy();
      await run(`INSERT INTO ${this.#schema}.meta VALUES ('${MOVING}', $1) ON CONFLICT (name) DO NOTHING`, [
        markOf(source),
      ]);
      await run(`SELECT ${this.#schema}.end_writer(id) FROM ${this.#schema}.writers`);
      for (const table of ['instances', 'holders']) await run(`DELETE FROM ${this.#schema}.${table}`);
      await run(`TRUNCATE ${this.#schema}.entries, ${this.#schema}.counts`);
      await run(
        `INSERT INTO ${this.#schema}.meta VALUES ('${DOCUMENTS_PLACE}', $1) ON CONFLICT (name) DO UPDATE SET value = $1`,
        [place],
      );
    });
  }

  /** Repeating it is harmless. */
  async put(entries: readonly Entry[]): Promise<void> {
    const text = `INSERT INTO ${this.#schema}.entries AS e SELECT path, value, txid_current() FROM unnest($1::text[], $2::text[]) AS a (path, value)
      ON CONFLICT (path) DO UPDATE SET value = excluded.value, version = excluded.version`;
    await this.#read(text, [entries.map(([key]) => storedPath(key)), entries.map(([, value]) => toText(value))]);
  }

  async putCounts(counts: ReadonlyMap<string, number>): Promise<void> {
    const text = `INSERT INTO ${this.#schema}.counts AS c SELECT path, 0, n FROM unnest($1::text[], $2::bigint[]) AS a (path, n)
      ON CONFLICT (path, writer) DO UPDATE SET n = excluded.n`;
    await this.#read(text, [[...counts.keys()], [...counts.values()]]);
  }

  /** Whether these entries are there exactly as they were written. */
  async holds(entries: readonly Entry[]): Promise<boolean> {
    const text = `SELECT path, value FROM ${this.#schema}.entries WHERE path = ANY ($1)`;
    const rows = await this.#read<{ path: string; value: string }>(text, [entries.map(([key]) => storedPath(key))]);
    const found = new Map(rows.map(({ path, value }) => [path, value]));
    return entries.every(([key, value]) => {
      const text = found.get(storedPath(key));
      return text !== undefined && fromText(text) === value;
    });
  }

  async size(): Promise<number> {
    const [row] = await this.#read<{ n: string }>(`SELECT count(*) AS n FROM ${this.#schema}.entries`);
    return Number(row?.n);
  }

  async counts(): Promise<Map<string, number>> {
    const rows = await this.#read<{ path: string; n: string }>(
      `SELECT path, sum(n) AS n FROM ${this.#schema}.counts GROUP BY path HAVING sum(n) <> 0`,
    );
    return new Map(rows.map(({ path, n }) => [path, Number(n)]));
  }

  /** The database's wall clock in ms. */
  async wall(): Promise<number> {
    return (await timeKeeper(this.#pool, this.#schema).read()).wall;
  }

  /** Makes the next place in order of arrival greater than this one. */
  async goBehind(lastOrder: number): Promise<void> {
    if (lastOrder < 1) return;
    const orders = `${this.#schema}.orders`;
    await this.#read(`SELECT setval(${quoteText(orders)}, greatest($1, last_value)) FROM ${orders}`, [lastOrder]);
    await this.#read(`ANALYZE ${this.#schema}.entries`).catch(() => undefined);
  }

  /** Makes it a store like any other, whose time is `now` at this moment, in one durable step. */
  async finish(source: string, now: () => number): Promise<void> {
    try {
      await this.#transaction((run) => this.#declare(run, source, now));
    } catch (error) {
      // The answer to a commit that succeeded may have been lost.
      if (!(await this.#isDone(source, error))) throw error;
    }
  }

  /** Removes what was moved so far, and the mark that keeps others out. */
  async giveUp(source: string): Promise<void> {
    await this.#transaction(async (run) => {
      await this.#takeMark(run, source);
      await run(`DELETE FROM ${this.#schema}.meta WHERE name = '${DOCUMENTS_PLACE}'`);
      await run(
        `TRUNCATE ${this.#schema}.entries, ${this.#schema}.counts, ${this.#schema}.documents, ${this.#schema}.slices`,
      );
    });
  }

  /** For documents, which are stored beside the rows. */
  async sql<T extends object>(statement: (schema: string) => [text: string, values?: unknown[]]): Promise<T[]> {
    const [text, values] = statement(this.#schema);
    return this.#pool.run<T & Record<string, unknown>>(text, values).catch((error: unknown) => {
      throw failed(error);
    });
  }

  async close(): Promise<void> {
    await this.#pool.end().catch(() => undefined);
  }

  async #assertEmpty(run: Run): Promise<void> {
    const [done] = await run(`SELECT FROM ${this.#schema}.meta WHERE name = '${MOVED_FROM}'`);
    // Facts about an account are learned again. Everything else came through this store and exists nowhere else.
    const [row] = await run(`SELECT FROM ${this.#schema}.entries WHERE path < 'fact/' OR path >= 'fact0' LIMIT 1`);
    if (row === undefined && done === undefined) return;
    throw new MoveRefusedError(
      'target-full',
      'the store in the database is already in use, and its content did not come from this folder: choose another ' +
        'schema, which will be created',
    );
  }

  async #declare(run: Run, source: string, now: () => number): Promise<void> {
    await run(
      `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`,
    );
    await this.#takeMark(run, source);
    const value = markOf(source);
    await run(`INSERT INTO ${this.#schema}.meta VALUES ('${MOVED_FROM}', $1)`, [value]);
    const [row] = await run<{ wall: string }>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS wall');
    const shift = Math.round(now() - Number(row?.wall));
    await run(`UPDATE ${this.#schema}.meta SET value = $1 WHERE name = 'time-shift'`, [String(shift)]);
  }

  async #takeMark(run: Run, source: string): Promise<void> {
    const text = `DELETE FROM ${this.#schema}.meta WHERE name = '${MOVING}' AND value = $1 RETURNING name`;
    if ((await run(text, [markOf(source)])).length > 0) return;
    throw new MoveRefusedError('given-up', 'this move has been given up: nothing of it is left in the database');
  }

  async #isDone(source: string, error: unknown): Promise<boolean> {
    if (error instanceof MoveRefusedError && error.reason !== 'target-ill') return false;
    const found = await this.movedIn().catch(() => undefined);
    return found?.isDone === true && found.source === source;
  }

  async #read<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    try {
      return await this.#pool.read<T & Record<string, unknown>>(text, values);
    } catch (error) {
      throw failed(error);
    }
  }

  async #transaction(work: (run: Run) => Promise<void>): Promise<void> {
    try {
      await this.#pool.transaction(work);
    } catch (error) {
      throw failed(error);
    }
  }
}

type Run = Parameters<Parameters<PostgresPool['transaction']>[0]>[0];

function markOf(source: string): string {
  return JSON.stringify({ source });
}

export function busy(): MoveRefusedError {
  return new MoveRefusedError(
    'target-busy',
    'another folder is being moved into this store: wait for it, or choose another schema',
  );
}

function failed(error: unknown): MoveRefusedError {
  if (error instanceof MoveRefusedError) return error;
  const { reason } = failureOf(error);
  const again = isConnectionLost(error) ? '; nothing is lost: start again' : '';
  return new MoveRefusedError('target-ill', `${reason}${again}`, { cause: error });
}
