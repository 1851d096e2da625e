import { FailureError, HALF_MOVED } from './failure';
import { MOVING } from './migrate';
import { FENCED } from './instances-schema';
import type { PostgresPool } from './pool';

/** The last commit that this process was told of. */
export interface Witness {
  writer: number;
  batch: number;
}

/**
 * What a process writes under: its batches are numbered, and the number is part of each commit. So it can be found out what
 * became of one whose answer was lost, and nothing that is still on its way can happen after that.
 */
export class WriterAccount {
  private batch = 0;
  private told = 0;

  private constructor(
    private readonly pool: PostgresPool,
    private readonly schema: string,
    private readonly instance: string,
    private current: number,
  ) {}

  /** Whatever of this instance was still open is not any more: who starts last has its name. */
  static async open(pool: PostgresPool, schema: string, instance: string): Promise<WriterAccount> {
    await pool.run(`SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE instance = $1`, [instance]);
    return new WriterAccount(pool, schema, instance, await register(pool, schema, instance));
  }

  get id(): number {
    return this.current;
  }

  /** The last batch that was told to be committed; it has to be there still when the next one comes. */
  get witness(): Witness {
    return { writer: this.current, batch: this.told };
  }

  committed(batch: number): void {
    this.told = batch;
  }

  nextBatch(): number {
    this.batch += 1;
    return this.batch;
  }

  /** Was the last batch committed? From now on it cannot be any more. Rejects while nobody knows, or with `WriterLost`. */
  async settle(): Promise<boolean> {
    const text = `UPDATE ${this.schema}.writers SET closed = true WHERE id = $1 RETURNING batch`;
    const [row] = await this.pool.run<{ batch: string }>(text, [this.current]);
    const before = this.current;
    const batch = row ? Number(row.batch) : await lastBatch(this.pool, this.schema, before);
    if (batch === undefined || batch < this.told) throw new WriterLost();
    const happened = batch === this.batch;
    this.current = await register(this.pool, this.schema, this.instance);
    this.batch = 0;
    this.told = 0;
    await this.end(before).catch(() => undefined);
    return happened;
  }

  /** Also those whose beginning was not told: left open, they would look like a crash. */
  async close(): Promise<void> {
    const ours = `instance = $1 AND id <= $2`;
    const values = [this.instance, this.current];
    await this.pool.run(`SELECT ${this.schema}.end_writer(id) FROM ${this.schema}.writers WHERE ${ours}`, values);
  }

  private async end(writer: number): Promise<void> {
    await this.pool.run(`SELECT ${this.schema}.end_writer($1)`, [writer]);
  }
}

/** It is not there, or not with all that was told: the database was set back. */
export class WriterLost extends Error {
  readonly code = FENCED;
}

/** undefined: there never was such a writer. */
export async function lastBatch(pool: PostgresPool, schema: string, writer: number): Promise<number | undefined> {
  const text = `SELECT batch FROM ${schema}.writers WHERE id = $1 UNION ALL SELECT batch FROM ${schema}.ended WHERE id = $1`;
  const [row] = await pool.read<{ batch: string }>(text, [writer]);
  return row && Number(row.batch);
}

async function register(pool: PostgresPool, schema: string, instance: string): Promise<number> {
  const forgotten = `instance NOT IN (SELECT name FROM ${schema}.instances)`;
  await pool.run(`SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE ${forgotten}`);
  const [row] = await pool.run<{ id: string }>(
    `INSERT INTO ${schema}.writers (id, instance, batch) SELECT nextval('${schema}.writer_ids'), $1, 0
       WHERE NOT EXISTS (SELECT FROM ${schema}.meta WHERE name = '${MOVING}') RETURNING id`,
    [instance],
  );
  if (row === undefined) throw new FailureError(HALF_MOVED);
  return Number(row.id);
}
