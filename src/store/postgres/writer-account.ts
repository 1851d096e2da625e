import { FailureError, TAKEN } from './failure';
import type { PostgresPool } from './pool';

/** The end of a process is seen sooner by its lease; this only tidies up behind it. */
const FORGOTTEN_AFTER = "interval '1 day'";

/** Three beats. */
const ALIVE_FOR = "interval '90 s'";

export interface AccountOptions {
  /** Quoted. */
  schema: string;
  instance: string;
  /** Somebody else has taken the name from this process: it does not take it back while that one lives. */
  wasFenced: boolean;
}

/**
 * What a process writes under: its batches are numbered, and the number is part of each commit. So it can be found out what
 * became of one whose answer was lost, and nothing that is still on its way can happen after that.
 */
export class WriterAccount {
  private batch = 0;

  private constructor(
    private readonly pool: PostgresPool,
    private readonly schema: string,
    private readonly instance: string,
    private current: number,
  ) {}

  /** Whatever of this instance was still open is not any more: who starts last has its name. */
  static async open(pool: PostgresPool, { schema, instance, wasFenced }: AccountOptions): Promise<WriterAccount> {
    if (wasFenced && (await isAlive(pool, schema, instance))) throw new FailureError(TAKEN);
    await pool.run(`SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE instance = $1`, [instance]);
    return new WriterAccount(pool, schema, instance, await register(pool, schema, instance));
  }

  get id(): number {
    return this.current;
  }

  nextBatch(): number {
    this.batch += 1;
    return this.batch;
  }

  /** Was the last batch committed? From now on it cannot be any more. Rejects while nobody knows. */
  async settle(): Promise<boolean> {
    const text = `UPDATE ${this.schema}.writers SET closed = true WHERE id = $1 RETURNING batch`;
    const [row] = await this.pool.run<{ batch: string }>(text, [this.current]);
    const before = this.current;
    const happened = Number(row?.batch) === this.batch;
    this.current = await register(this.pool, this.schema, this.instance);
    this.batch = 0;
    await this.end(before).catch(() => undefined);
    return happened;
  }

  /** Its process has not gone, even if it writes nothing. */
  async live(): Promise<void> {
    await this.pool.run(`UPDATE ${this.schema}.writers SET seen_at = clock_timestamp() WHERE id = $1`, [this.current]);
  }

  close(): Promise<void> {
    return this.end(this.current);
  }

  private async end(writer: number): Promise<void> {
    await this.pool.run(`SELECT ${this.schema}.end_writer($1)`, [writer]);
  }
}

/** Another process of this name. */
async function isAlive(pool: PostgresPool, schema: string, instance: string): Promise<boolean> {
  const text = `SELECT FROM ${schema}.writers
    WHERE instance = $1 AND NOT closed AND seen_at > clock_timestamp() - ${ALIVE_FOR}`;
  return (await pool.read(text, [instance])).length > 0;
}

async function register(pool: PostgresPool, schema: string, instance: string): Promise<number> {
  await pool.run(
    `SELECT ${schema}.end_writer(id) FROM ${schema}.writers WHERE seen_at < clock_timestamp() - ${FORGOTTEN_AFTER}`,
  );
  const [row] = await pool.run<{ id: string }>(
    `INSERT INTO ${schema}.writers (id, instance, batch, seen_at)
     VALUES (nextval('${schema}.writer_ids'), $1, 0, clock_timestamp()) RETURNING id`,
    [instance],
  );
  return Number(row?.id);
}
