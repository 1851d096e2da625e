import type { ClientConfig, Pool, QueryResultRow } from 'pg';
import { compact } from '../../domain/compact';
import type { PostgresConnection } from './postgres-connection';
import { isConnectionLost, isUnprepared } from './failure';
import { loadPg } from './load-pg';
import type { Prepared, Sql } from './queries';

const CONNECT_MS = 5_000;
/** A statement of ours takes milliseconds: longer, and the network or the server hangs. */
const STATEMENT_MS = 15_000;
/** Whoever holds a transaction and stands still must not hold up the others for longer. */
const IDLE_MS = 10_000;
/** One writes, the others read; each connection is a process of the server. */
const CONNECTIONS = 4;

export interface PoolOptions {
  connections?: number;
  statementMs?: number;
}

/** The connections of one store, each with deadlines. */
export class PostgresPool implements Sql {
  /** For a connection besides. */
  readonly config: ClientConfig;
  #pool: Pool;

  constructor(
    connection: PostgresConnection,
    private readonly options: PoolOptions = {},
  ) {
    this.config = configOf(connection, options);
    this.#pool = this.#newPool();
  }

  /** Another server may have taken over behind the same name: nothing goes on with connections to the one before. */
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

  async runPrepared<T extends QueryResultRow>(statement: Prepared, values: unknown[]): Promise<T[]> {
    try {
      return (await this.#pool.query<T>({ ...statement, values })).rows;
    } catch (error) {
      if (!isUnprepared(error)) throw error;
      // Behind a pooler it was another connection: nothing has happened.
      return this.run<T>(statement.text, values);
    }
  }

  /** On one connection, all or nothing. */
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
      // A transaction that failed ends with its connection.
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
    const pool = new (loadPg().Pool)({ ...this.config, max: this.options.connections ?? CONNECTIONS });
    // One that breaks while nobody uses it: the next statement gets another.
    pool.on('error', ignore);
    return pool;
  }
}

function ignore(): void {
  // Whoever uses the connection is told by the statement that fails.
}

function configOf({ url, tls, password, ...fields }: PostgresConnection, options: PoolOptions): ClientConfig {
  return compact({
    connectionString: url,
    ...fields,
    // An empty text would be replaced by that of the environment, wherever the address leads.
    password: password === undefined ? undefined : () => password,
    ssl: tls,
    application_name: 'pushline',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: options.statementMs ?? STATEMENT_MS,
    keepAlive: true,
  });
}
