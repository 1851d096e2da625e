import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresConnection } from '../../src/store/postgres/postgres-connection';
import { FakeClock } from './fake-clock';

const STEP_MS = 40;
const REAL_MS = 5;

/** The maximum speed of this clock. */
export const PACE = STEP_MS / REAL_MS;

/**
 * A clock that waits for a database: between two of its steps the database commits something. A disk, server or
 * machine that stalls for a while therefore ends no lease. While the database is unreachable, time goes on.
 */
export class PacedClock extends FakeClock {
  readonly #connection: PostgresConnection;
  #client: Client | undefined;
  #isOver = false;
  readonly #passing: Promise<void>;

  constructor(connection: PostgresConnection) {
    super();
    this.#connection = connection;

    this.#passing = this.#pass();
  }

  /** Resolves when `ms` have passed. */
  passes(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#passing;
    await this.#client?.end().catch(() => undefined);
  }

  async #pass(): Promise<void> {
    while (!this.#isOver) {
      await Promise.all([this.#commit(), pause(REAL_MS)]);
      this.advance(STEP_MS);
    }
  }

  async #commit(): Promise<void> {
    try {
      this.#client ??= await this.#connect();
      await this.#client.query(`SELECT pg_logical_emit_message(true, 'pace', '')`);
    } catch {
      this.#client = undefined;
    }
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#connection);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
