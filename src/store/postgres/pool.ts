import type { ClientConfig, Pool, QueryResultRow } from 'pg';
import { compact } from '../../domain/compact';
import type { PostgresConnection } from './postgres-connection';
import { closingClient } from './closing-client';
import { isConnectionLost, isUnprepared } from './failure';
import { loadPg } from './load-pg';
import type { Prepared, Sql } from './queries';

const CONNECT_MS = 5_000;
/** Our statements take milliseconds: after this the network or the server hangs. */
const STATEMENT_MS = 15_000;
/** A process that is suspended within a transaction must not block the others for longer. */
const IDLE_MS = 10_000;
/** One writes, the others read; each is a process of the server. */
const CONNECTIONS = 4;

export interface PoolOptions {
  connections?: number;
  statementMs?: number;
}

/** The connections of one store, each with deadlines. */
export class PostgresPool implements Sql {
  readonly #options: PoolOptions;
  /** For connections outside the pool. */
  readonly config: ClientConfig;
  #pool: Pool;

  constructor(connection: PostgresConnection, options: PoolOptions = {}) {
    this.#options = options;
    this.config = configOf(connection, options);
    this.#pool = this.#newPool();
  }

  /** Drops all connections: another server may have taken over under the same name. */
  renew(): void {
    const before = this.#pool;
    this.#pool = this.#newPool();
    void before.end().catch(() => undefined);
  }

  async read<T extends QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    try {
      return await this.run<T>(text, values);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      return this.run<T>(text, values);
    }
  }

  async run<T extends QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#pool.query<T>(text, values)).rows;
  }

  async runPrepared<T extends QueryResultRow>({ name, text }: Prepared, values: unknown[]): Promise<T[]> {
    try {
      return (await this.#pool.query<T>({ name, text, values })).rows;
    } catch (error) {
      if (!isUnprepared(error)) throw error;
      // A pooler gave us another connection, and the statement was not run.
      return this.run<T>(text, values);
    }
  }

  /** Runs `work` in one transaction. */
  async transaction<T>(work: (sql: Sql['run']) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`);
      const result = await work(async <R extends QueryResultRow>(text: string, values: unknown[] = []) => {
        return (await client.query<R>(text, values)).rows;
      });
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // The connection is closed, which ends the failed transaction.
      client.release(true);
      throw error;
    } finally {
      client.off('error', ignore);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  #newPool(): Pool {
    const pg = loadPg();
    const { connections: max = CONNECTIONS } = this.#options;
    const pool = new pg.Pool({ ...this.config, max, Client: closingClient(pg) });
    // An idle connection may break: the next statement gets another one.
    pool.on('error', ignore);
    return pool;
  }
}

function ignore(): void {
  // The statement that uses the connection fails and reports the error.
}

function configOf({ url, tls, password, ...fields }: PostgresConnection, options: PoolOptions): ClientConfig {
  return compact({
    connectionString: url,
    ...fields,
    // A function, because `pg` replaces an empty password by that of the environment, whatever the address.
    password: password === undefined ? undefined : () => password,
    ssl: tls,
    application_name: 'pushline',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: options.statementMs ?? STATEMENT_MS,
    keepAlive: true,
  });
}
