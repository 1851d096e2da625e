import { StoreError } from '../../domain/errors';
import { failureReason, hasCode } from './failure-reason';
import type { Ledger } from './ledger';
import { Batches, type Caller } from '../steps/batches';
import type { Database, Entry } from '../steps/reader';
import { Draft, View } from '../steps/view';

/** A change of the store. It reads and writes through a view, all or nothing. */
export interface Change<T> {
  /** Keys that it is certain to read; fetched for the whole batch at once. */
  reads: readonly string[];
  run(view: View): T | Promise<T>;
}

interface Waiting extends Caller {
  reads: readonly string[];
  /** Runs the change; resolves with the function that tells the caller once the batch is durable. */
  run: (view: View) => Promise<() => void>;
}

/**
 * The only writer of a database. Changes run one after the other, and those of a batch share one sync. LevelDB has no
 * unique keys: they are unique because only this writer checks and puts them.
 */
export class BatchWriter {
  readonly #db: Database;
  readonly #ledger: Ledger;
  readonly #onFailure: (error: unknown) => void;
  /** Entries to write with any batch. */
  readonly #beside: () => Entry[];
  readonly #batches = new Batches<Waiting>((batch) => this.#commit(batch));

  constructor(db: Database, ledger: Ledger, onFailure: (error: unknown) => void, beside: () => Entry[] = () => []) {
    this.#db = db;
    this.#ledger = ledger;
    this.#onFailure = onFailure;
    this.#beside = beside;
  }

  /** Resolves when the change is durable; rejects with `StoreError` when it is not, or when that is unknown. */
  write<T>(change: Change<T>): Promise<T> {
    return this.#batches.add<T>((resolve, reject) => {
      const run = async (view: View) => {
        const result = await change.run(view);
        return () => resolve(result);
      };
      return { reads: change.reads, run, reject };
    });
  }

  /** Takes no more changes and resolves when those under way are settled. */
  finish(reason: StoreError): Promise<void> {
    return this.#batches.finish(reason);
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const prefetched = await this.#prefetch(batch).catch((error: unknown) => {
      for (const { reject } of batch) reject(error);
      return undefined;
    });
    if (prefetched === undefined) return;
    const draft = new Draft();
    const committed: { tell: () => void; reject: (error: unknown) => void }[] = [];
    for (const { run, reject } of batch) {
      const view = new View(draft, prefetched, this.#db, this.#ledger);
      try {
        committed.push({ tell: await run(view), reject });
        view.keep();
      } catch (error) {
        reject(error);
        if (hasCode(error, 'LEVEL_CORRUPTION')) this.#onFailure(error);
      }
    }
    try {
      await this.#sync(draft);
      for (const { tell } of committed) tell();
    } catch (cause) {
      this.#fail(cause, committed);
    }
  }

  async #prefetch(batch: Waiting[]): Promise<Map<string, string | undefined>> {
    const prefetched = new Map<string, string | undefined>();
    for (const { reads } of batch) for (const key of reads) prefetched.set(key, undefined);
    const keys = [...prefetched.keys()];
    const values = await this.#db.getMany(keys);
    for (const [index, key] of keys.entries()) prefetched.set(key, values[index]);
    return prefetched;
  }

  async #sync({ changes, tally }: Draft): Promise<void> {
    if (changes.size === 0) return;
    for (const [key, value] of await this.#ledger.settle({ tally })) changes.set(key, value);
    for (const [key, value] of this.#beside()) changes.set(key, value);
    await this.#db.write(changes);
  }

  /** After a failed sync the content of the disk is unknown, so this writer never writes again. */
  #fail(cause: unknown, unsure: { reject: (error: unknown) => void }[]): void {
    const error = new StoreError(`the store cannot be written: ${failureReason(cause)}`, { cause });
    for (const { reject } of unsure) reject(error);
    this.#batches.fail(error);
    this.#onFailure(cause);
  }
}
