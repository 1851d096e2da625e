import { StoreError, toError } from '../../domain/errors';
import type { Entry, PageRequest, Reader } from '../steps/reader';
import type { Ledger } from '../steps/view';
import type { Orders } from './orders';
import type { Queries } from './queries';

/** A step found a contradiction, perhaps only because it read at two different moments. */
export class Contradiction extends StoreError {}

/** The values that the steps of one batch have read, with their versions. */
export class BatchReader implements Reader, Ledger {
  readonly #queries: Queries;
  readonly #orders: Orders;
  readonly values = new Map<string, string | undefined>();
  /** Version 0: the key is missing. */
  readonly versions = new Map<string, number>();
  /** The number of reads. After more than one, the values may be of different moments. */
  rounds = 0;
  /** Why a read failed. */
  failure: Error | undefined;
  readonly #counts = new Map<string, number>();

  constructor(queries: Queries, orders: Orders) {
    this.#queries = queries;
    this.#orders = orders;
  }

  /** Assumes that these keys are missing; the write checks that. */
  suppose(keys: readonly string[]): void {
    for (const key of keys) this.#learn(key, undefined, 0);
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.getMany([key]))[0];
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    const unknown = [...new Set(keys)].filter((key) => !this.versions.has(key));
    if (unknown.length > 0) {
      const read = await this.#reading(this.#queries.read(unknown));
      for (const [index, key] of unknown.entries()) this.#learn(key, read[index]?.value, read[index]?.version ?? 0);
    }
    return keys.map((key) => this.values.get(key));
  }

  async page(request: PageRequest): Promise<Entry[]> {
    return (await this.#reading(this.#queries.list([request])))[0] ?? [];
  }

  damaged(what: string): never {
    throw new Contradiction(`the store cannot be read: ${what}`);
  }

  nextPlace(): number {
    return this.#orders.take((fetching) => this.#noting(fetching));
  }

  async count(key: string): Promise<number> {
    const known = this.#counts.get(key) ?? (await this.#reading(this.#queries.counts(key, `${key}!`))).get(key) ?? 0;
    this.#counts.set(key, known);
    return known;
  }

  #learn(key: string, value: string | undefined, version: number): void {
    this.values.set(key, value);
    this.versions.set(key, version);
  }

  #reading<T>(read: Promise<T>): Promise<T> {
    this.rounds += 1;
    return this.#noting(read);
  }

  async #noting<T>(read: Promise<T>): Promise<T> {
    try {
      return await read;
    } catch (error) {
      this.failure = toError(error);
      throw error;
    }
  }
}
