import { FailureError, HALF_MOVED } from './failure';
import { MOVING } from './migrate';
import { FENCED } from './instances-schema';
import type { PostgresPool } from './pool';
import { quoteText } from './quoting';

/** The last commit that this process knows of. It must still exist later, or the database was set back. */
export interface Witness {
  writer: number;
  batch: number;
}

/**
 * The account under which a process writes: its batches are numbered, and the number is part of each commit. So it can
 * be found out whether a commit happened whose answer was lost, and once that is known, it cannot happen any more.
 */
export class WriterAccount {
  readonly #pool: PostgresPool;
  readonly #schema: string;
  readonly #instance: string;
  #current: number;
  #batch = 0;
  #committed = 0;

  private constructor(pool: PostgresPool, schema: string, instance: string, current: number) {
    this.#pool = pool;
    this.#schema = schema;
    this.#instance = instance;
    this.#current = current;
  }

  /** Opens an account and closes every earlier one of this instance: the process that starts last has the name. */
  static async open(pool: PostgresPool, schema: string, instance: string): Promise<WriterAccount> {
    await pool.run(`SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE instance = $1`, [instance]);
    return new WriterAccount(pool, schema, instance, await register(pool, schema, instance));
  }

  get id(): number {
    return this.#current;
  }

  /** The last batch that was reported as committed. */
  get witness(): Witness {
    return { writer: this.#current, batch: this.#committed };
  }

  committed(batch: number): void {
    this.#committed = batch;
  }

  nextBatch(): number {
    this.#batch += 1;
    return this.#batch;
  }

  /**
   * Whether the last batch was committed; from now on it cannot be any
   * more. Rejects while that is unknown, or with `WriterLost`.
   */
  async settle(): Promise<boolean> {
    const text = `UPDATE ${this.#schema}.writers SET closed = true WHERE id = $1 RETURNING batch`;
    const [row] = await this.#pool.run<{ batch: string }>(text, [this.#current]);
    const before = this.#current;
    const batch = row ? Number(row.batch) : await lastBatch(this.#pool, this.#schema, before);
    if (batch === undefined || batch < this.#committed) throw new WriterLost();
    const happened = batch === this.#batch;
    this.#current = await register(this.#pool, this.#schema, this.#instance);
    this.#batch = 0;
    this.#committed = 0;
    await this.#end(before).catch(() => undefined);
    return happened;
  }

  /**
   * Closes all accounts of this process, including those whose creation was
   * not answered: left open, they would look like a crash.
   */
  async close(): Promise<void> {
    const ours = `instance = $1 AND id <= $2`;
    const values = [this.#instance, this.#current];
    await this.#pool.run(`SELECT ${this.#schema}.end_writer(id) FROM ${this.#schema}.writers WHERE ${ours}`, values);
  }

  async #end(writer: number): Promise<void> {
    await this.#pool.run(`SELECT ${this.#schema}.end_writer($1)`, [writer]);
  }
}

/** The account is missing, or lacks batches that were reported as committed: the database was set back. */
export class WriterLost extends Error {
  readonly code = FENCED;
}

/** undefined: there was never such a writer, or it is forgotten. */
export async function lastBatch(pool: PostgresPool, schema: string, writer: number): Promise<number | undefined> {
  const text = `SELECT batch FROM ${schema}.writers WHERE id = $1 UNION ALL SELECT batch FROM ${schema}.ended WHERE id = $1`;
  const [row] = await pool.read<{ batch: string }>(text, [writer]);
  return row && Number(row.batch);
}

async function register(pool: PostgresPool, schema: string, instance: string): Promise<number> {
  const forgotten = `instance NOT IN (SELECT name FROM ${schema}.instances)`;
  await pool.run(`SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE ${forgotten}`);
  const [row] = await pool.run<{ id: string }>(
    `INSERT INTO ${schema}.writers (id, instance, batch) SELECT nextval(${quoteText(`${schema}.writer_ids`)}), $1, 0
       WHERE NOT EXISTS (SELECT FROM ${schema}.meta WHERE name = '${MOVING}') RETURNING id`,
    [instance],
  );
  if (row === undefined) throw new FailureError(HALF_MOVED);
  return Number(row.id);
}
