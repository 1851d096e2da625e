import type { QueryResultRow } from 'pg';
import type { Timer } from '../../domain/clock';
import type { SharedDocumentBytes } from '../../domain/document-bytes';
import { StoreError } from '../../domain/errors';
import type { SteadyTime } from '../../domain/steady-time';
import { backoffMs } from '../../work/backoff';
import type { StoreFailureCode, StoreHealth } from '../store-health';
import { FailureError, failureOf, isConnectionLost, type Failure } from './failure';
import { openSession, type Session, type SessionOptions } from './session';
import { confirmPlace, RESTORED } from './place';
import { PostgresPool } from './pool';
import type { Witness } from './writer-account';
import { PostgresSharing } from './postgres-sharing';
import { tellAll } from './tell-all';
import { BEAT_MS, BEAT_PATIENCE_MS } from './lease';
import { quoteName } from './quoting';
import { SharedTime } from './shared-time';
import { timeKeeper } from './time-keeper';
import type { PostgresConnection } from './postgres-connection';

export interface PostgresDatabaseOptions extends Pick<SessionOptions, 'schema' | 'clock' | 'log'> {
  /** The name of this Node-RED among those that share the store, the same after a restart. */
  instance: string;
  /** The group that may share the store; empty: no group. */
  group?: string;
  /** The version of this package, shown to the other instances. */
  version?: string;
  connection: PostgresConnection;
  /** The time of `clock`, which becomes the time that all instances share. Without it this process keeps its own. */
  time?: SteadyTime;
  /** Where documents are stored, if not in the database. */
  sharedDocuments?: SharedDocumentBytes | undefined;
  random?: () => number;
}

const STARTING: Failure = { code: 'database-away', reason: 'the store is starting' };
const CLOSED: Failure = { code: 'store', reason: 'it is closed' };
/**
 * After an outage the first instance back waits a lease for the others, so each retries as often as it beats, at random
 * intervals so that they do not all come at once.
 */
const RETRY = { firstMs: 250, capMs: BEAT_MS, least: 0.5 };
const CLOSE_MS = 2_000;

/**
 * The database behind the store, which survives failures: while it is away every call is refused with `StoreError`, and
 * it is tried again until it is back. Failures that only an administrator can fix are retried, too, so that nobody has
 * to restart Node-RED.
 */
export class PostgresDatabase implements StoreHealth {
  readonly #options: PostgresDatabaseOptions;
  #session: Session | undefined;
  /** The last commit that is known to have happened. */
  #witness: Witness | undefined;
  #wasSetBack = false;
  #failed: Failure | undefined = STARTING;
  #unclean = false;
  #storeId: string | undefined;
  readonly sharing: PostgresSharing;
  readonly #pool: PostgresPool;
  readonly #beats: PostgresPool;
  /** Failed attempts to open it, in a row. */
  #failures = 0;
  #timer: Timer | undefined;
  /** The opening or closing under way; never rejects. */
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #time: SharedTime | undefined;

  private constructor(options: PostgresDatabaseOptions) {
    this.#options = options;
    const { connection, schema, instance, version = '', time, clock, log } = options;
    this.#pool = new PostgresPool(connection);
    this.#beats = new PostgresPool(connection, { connections: 1, statementMs: BEAT_PATIENCE_MS });
    this.sharing = new PostgresSharing({ instance, version, clock, log });
    this.#time = time && new SharedTime(timeKeeper(this.#pool, quoteName(schema)), time, log);
  }

  /** Never rejects: a database that is away is tried again in the background. */
  static async open(options: PostgresDatabaseOptions): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(options);
    await database.#start();
    return database;
  }

  get failure(): string | undefined {
    return this.#failed?.reason;
  }

  get failureCode(): StoreFailureCode | undefined {
    return this.#failed?.code;
  }

  get afterCrash(): boolean {
    return this.#unclean;
  }

  get restored(): boolean {
    return this.#wasSetBack;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs with the current session. Rejects with `StoreError`. */
  async use<T>(run: (session: Session) => Promise<T>): Promise<T> {
    const session = this.#session;
    if (session === undefined || this.#failed !== undefined) throw this.#refusal();
    return run(session);
  }

  async read<T>(run: (session: Session) => Promise<T>): Promise<T> {
    return this.use(async (session) => {
      try {
        return await run(session);
      } catch (cause) {
        if (isConnectionLost(cause)) this.#lose(session, cause);
        throw new StoreError(`the store cannot be read: ${failureOf(cause).reason}`, { cause });
      }
    });
  }

  /** Runs a statement on tables other than the rows. Rejects with `StoreError`. */
  async sql<T extends QueryResultRow>(statement: (schema: string) => [text: string, values?: unknown[]]): Promise<T[]> {
    return this.read(() => this.#pool.run<T>(...statement(quoteName(this.#options.schema))));
  }

  /** For content that this version does not write. Throws; the store is not used any more. */
  damaged(what: string): never {
    const failure: Failure = { code: 'store-damaged', reason: what };
    if (this.#session) this.#lose(this.#session, new FailureError(failure));
    throw new StoreError(`the store cannot be read: ${what}`);
  }

  /**
   * Records what a person says about a database that was found restored, copied or moved. False: nobody has to say
   * anything. Rejects with `StoreError`.
   */
  async confirm(answer: 'moved' | 'restored'): Promise<boolean> {
    if (this.#failed?.code !== RESTORED.code || this.#closing !== undefined) return false;
    await this.#work;
    try {
      await confirmPlace(this.#pool, quoteName(this.#options.schema), answer);
    } catch (cause) {
      throw new StoreError(`the store cannot be used now: ${failureOf(cause).reason}`, { cause });
    }
    this.#timer?.cancel();
    if (this.#isClosed()) return true;
    this.#work = this.#start();
    await this.#work;
    return true;
  }

  /** Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #isClosed(): boolean {
    return this.#closing !== undefined;
  }

  #refusal(): StoreError {
    return new StoreError(`the store cannot be used now: ${this.#failed?.reason ?? CLOSED.reason}`);
  }

  async #start(): Promise<void> {
    const lostEarly: unknown[] = [];
    try {
      const { sharing } = this;
      const options = this.#options;
      const pool = this.#pool;
      const beats = this.#beats;
      const { schema, group = '', clock, log } = options;
      const begun: { session?: Session } = {};
      const opened = await openSession({
        schema,
        group,
        clock,
        log,
        pool,
        beats,
        sharing,
        time: this.#time,
        sharedDocuments: options.sharedDocuments,
        expected: this.#storeId,
        witness: this.#witness,
        onSetBack: () => (this.#witness = undefined),
        // The session beats before it is completely open, so it may be lost meanwhile.
        lose: (cause) => (begun.session ? this.#lose(begun.session, cause) : lostEarly.push(cause)),
        doubt: (cause) => this.#judge(begun.session, failureOf(cause)),
        sure: () => this.#judge(begun.session, undefined),
      });
      if (lostEarly.length > 0) {
        await opened.leave();
        throw new Error('lost before it was open');
      }
      begun.session = opened;
      this.#unclean ||= this.#storeId === undefined && opened.afterCrash;
      this.#storeId = opened.storeId;
      this.#session = opened;
      this.#wasSetBack = opened.restored;
      this.#failures = 0;
      this.#setFailure(undefined);
    } catch (error) {
      this.#setFailure(failureOf(lostEarly[0] ?? error));
      this.#renewConnections();
      this.#retryLater();
    }
  }

  /** Those that are open may lead to a machine that is gone, and each would be waited for. */
  #renewConnections(): void {
    this.#pool.renew();
    this.#beats.renew();
  }

  /** Ignores a session that was lost meanwhile: it may still be finding out what became of its last batch. */
  #judge(session: Session | undefined, failure: Failure | undefined): void {
    if (session !== undefined && this.#session === session) this.#setFailure(failure);
  }

  #lose(session: Session, cause: unknown): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    const failure = failureOf(cause);
    this.#witness = failure.code === RESTORED.code ? undefined : session.witness;
    this.#setFailure(failure);
    this.#renewConnections();
    // If it were opened again it would seem sound until the same place is read.
    const isLost = failure.code === 'store-damaged';
    this.#work = session.leave().then(() => (isLost ? undefined : this.#retryLater()));
  }

  #retryLater(): void {
    if (this.#closing !== undefined) return;
    const { clock, random = Math.random } = this.#options;
    this.#timer = clock.after(backoffMs(this.#failures, random, RETRY), () => {
      this.#work = this.#start();
    });
    this.#failures += 1;
  }

  async #end(): Promise<void> {
    this.#timer?.cancel();
    const session = this.#session;
    this.#session = undefined;
    this.#listeners.clear();
    this.#failed = CLOSED;
    // The database completes what is under way in any case; a deploy must not wait for a network that is gone.
    await this.#atMost(CLOSE_MS, this.#leave(session));
  }

  async #leave(session: Session | undefined): Promise<void> {
    await this.#work;
    await session?.close();
    await this.#session?.close();
    this.#session = undefined;
    this.#timer?.cancel();
    await this.sharing.leave();
    await Promise.all([this.#pool.end(), this.#beats.end()]).catch(() => undefined);
  }

  async #atMost(ms: number, work: Promise<void>): Promise<void> {
    let timer: Timer | undefined;
    const isLate = new Promise<void>((resolve) => (timer = this.#options.clock.after(ms, resolve)));
    await Promise.race([work, isLate]);
    timer?.cancel();
  }

  #setFailure(failure: Failure | undefined): void {
    if (this.#failed?.reason === failure?.reason || this.#closing !== undefined) return;
    const before = this.#failed;
    this.#failed = failure;
    if (failure !== undefined) this.#options.log.error(`store: nothing can be stored now: ${failure.reason}`);
    else if (before !== STARTING) this.#options.log.info('store: can be used again');
    tellAll(this.#listeners, this.#options.log);
  }
}
