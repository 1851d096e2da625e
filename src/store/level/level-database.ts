import type { ClassicLevel } from 'classic-level';
import type { Clock, Timer } from '../../domain/clock';
import { StoreError, toError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import type { SteadyTime } from '../../domain/steady-time';
import type { StoreFailureCode, StoreHealth } from '../store-health';
import { DamageError } from './damage-error';
import { BatchWriter, type Change } from './batch-writer';
import { failureCode, failureReason, hasCode } from './failure-reason';
import { KeptTime } from './kept-time';
import { Ledger } from './ledger';
import type { DurableDatabase } from './durable-database';
import { damaged } from './folder/verdicts';
import { openFolder, RUNNING_KEY } from './open-folder';
import type { Entry, Reader } from '../steps/reader';
import { UnusableStoreError } from './unusable-store';

export interface LevelDatabaseOptions {
  folder: string;
  clock: Clock;
  /** The time of `clock`, to be continued after a restart. */
  time?: SteadyTime;
  log: Log;
  createDb: (location: string) => ClassicLevel;
}

interface Session {
  db: DurableDatabase;
  writer: BatchWriter;
}

const STARTING = 'the store is starting';
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * The database behind the store, which survives failures: after a failed write, or an opening that failed, every call
 * is refused with `StoreError` while the database is closed and opened again, at growing intervals, until it can be
 * written.
 */
export class LevelDatabase implements StoreHealth {
  readonly #options: LevelDatabaseOptions;
  #session: Session | undefined;
  #reason: string | undefined = STARTING;
  /** Why the database cannot be used, if waiting does not help. */
  #unusable: UnusableStoreError | undefined;
  #unclean: boolean | undefined;
  #hasWarned = false;
  #isRestored = false;
  #retryMs = FIRST_RETRY_MS;
  #timer: Timer | undefined;
  /** The opening or closing under way; never rejects. */
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #time: KeptTime | undefined;

  private constructor(options: LevelDatabaseOptions) {
    this.#options = options;
    this.#time = options.time && new KeptTime(options.time);
  }

  /** Rejects only if waiting does not help; a folder that is locked or full is tried again in the background. */
  static async open(options: LevelDatabaseOptions): Promise<LevelDatabase> {
    const database = new LevelDatabase(options);
    try {
      await database.#start();
    } catch (error) {
      if (error instanceof UnusableStoreError) throw error;
      database.#retryLater(error);
    }
    return database;
  }

  get failure(): string | undefined {
    return this.#reason;
  }

  get failureCode(): StoreFailureCode | undefined {
    return this.#reason === undefined ? undefined : (this.#unusable?.failureCode ?? failureCode(this.#reason));
  }

  get afterCrash(): boolean {
    return this.#unclean ?? false;
  }

  get restored(): boolean {
    return this.#isRestored;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async write<T>(change: Change<T>): Promise<T> {
    return this.#use().writer.write(change);
  }

  async read<T>(run: (reader: Reader) => Promise<T>): Promise<T> {
    return run(this.#use().db);
  }

  /** For content that this version does not write. Throws; the store is not used any more. */
  damaged(what: string): never {
    const { db } = this.#use();
    const cause = new DamageError(what);
    this.#lose(db, cause);
    throw new StoreError(`the store cannot be read: ${what}`, { cause });
  }

  /** Never rejects: a stop that could not be marked as clean counts as a crash next time, which is safe. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #use(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new StoreError(`the store cannot be used now: ${this.#reason ?? 'it is closed'}`);
  }

  async #start(): Promise<void> {
    const { db, unclean, isPrivate, restored } = await openFolder(this.#options);
    this.#isRestored = restored;
    if (!isPrivate) this.#warnOfReaders();
    const ledger = await this.#resume(db).catch(async (error: unknown) => {
      await this.#shut(db);
      throw error;
    });
    const beside = (): Entry[] => this.#time?.due() ?? [];
    const writer = new BatchWriter(db, ledger, (cause) => this.#lose(db, cause), beside);
    db.onUnreadable = (cause) => this.#lose(db, cause);
    this.#session = { db, writer };
    // After a recovery the marker is our own and says nothing about the process before us.
    this.#unclean ??= unclean;
    this.#retryMs = FIRST_RETRY_MS;
    this.#unusable = undefined;
    this.#setReason(undefined);
  }

  async #resume(db: DurableDatabase): Promise<Ledger> {
    await this.#time?.resume(db);
    return Ledger.open(db);
  }

  #lose(db: DurableDatabase, cause: unknown): void {
    if (this.#session?.db !== db) return;
    this.#session = undefined;
    // If it were opened again it would seem sound until the same place is read.
    this.#unusable = hasCode(cause, 'LEVEL_CORRUPTION') ? damaged(damageIn(cause), { cause }) : undefined;
    this.#setReason(this.#unusable?.message ?? failureReason(cause));
    const reason = this.#unusable ?? cause;
    this.#work = this.#shut(db).then(() => this.#retryLater(reason));
  }

  #retryLater(cause: unknown): void {
    if (this.#closing !== undefined) return;
    this.#unusable = cause instanceof UnusableStoreError ? cause : undefined;
    this.#setReason(this.#unusable?.message ?? failureReason(cause));
    if (this.#unusable !== undefined) return;
    this.#timer = this.#options.clock.after(this.#retryMs, () => {
      this.#work = this.#start().catch((error: unknown) => this.#retryLater(error));
    });
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  async #end(): Promise<void> {
    this.#timer?.cancel();
    await this.#work;
    const session = this.#session;
    this.#session = undefined;
    this.#listeners.clear();
    this.#reason = 'it is closed';
    if (session !== undefined) await this.#endSession(session);
    // A write may have failed meanwhile, and its database may still be closing.
    await this.#work;
  }

  async #endSession({ db, writer }: Session): Promise<void> {
    await writer.finish(new StoreError('the store is closed'));
    const marks = this.#time ? [this.#time.mark()] : [];
    await db.write([[RUNNING_KEY, undefined], ...marks]).catch((error: unknown) => {
      this.#options.log.warn(`store: the clean stop could not be recorded: ${failureReason(error)}`);
    });
    await this.#shut(db);
  }

  #warnOfReaders(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.log.warn('store: others on this machine can read its folder, and its mode cannot be changed here');
  }

  async #shut(db: DurableDatabase): Promise<void> {
    await db.close().catch((error: unknown) => {
      this.#options.log.warn(`store: could not be closed: ${failureReason(error)}`);
    });
  }

  #setReason(reason: string | undefined): void {
    if (this.#reason === reason) return;
    const failed = this.#reason;
    this.#reason = reason;
    if (reason !== undefined) this.#options.log.error(`store: nothing can be stored now: ${reason}`);
    else if (failed !== STARTING) this.#options.log.info('store: can be used again');
    for (const listener of [...this.#listeners]) this.#tell(listener);
  }

  #tell(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.log.error(`store: a listener failed: ${toError(error).name}`);
    }
  }
}

/** Only damage that we found ourselves, because LevelDB's messages contain paths. */
function damageIn(cause: unknown): string[] {
  if (cause instanceof DamageError) return [cause.message];
  return cause instanceof Error ? damageIn(cause.cause) : [];
}
