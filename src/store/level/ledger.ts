import { keyOf } from '../path';
import type { Entry, Reader } from '../steps/reader';
import type { Ledger as StepsLedger, Tally } from '../steps/view';

export const SEQUENCE_KEY = keyOf('meta', 'sequence');

/**
 * What only the single writer of a database changes and therefore knows without reading: the last place assigned in
 * order of arrival, and the counters. Written once a batch, not with each change.
 */
export class Ledger implements StepsLedger {
  readonly #db: Reader;
  /** The last place assigned. */
  #last: number;
  readonly #counts: Tally = new Map();
  #written: number;

  private constructor(db: Reader, last: number) {
    this.#db = db;
    this.#last = last;
    this.#written = last;
  }

  static async open(db: Reader): Promise<Ledger> {
    return new Ledger(db, Number((await db.get(SEQUENCE_KEY)) ?? 0));
  }

  /** The next place in order of arrival, never given again; durable with the batch that uses it. */
  nextPlace(): number {
    this.#last += 1;
    return this.#last;
  }

  /** The value of a counter after all batches before this one. */
  async count(key: string): Promise<number> {
    await this.#load([key]);
    return this.#counts.get(key) ?? 0;
  }

  /** Adds a batch's counts; resolves with the entries to write. */
  async settle({ tally }: { tally: Tally }): Promise<Entry[]> {
    const changed = [...tally].filter(([, difference]) => difference !== 0);
    await this.#load(changed.map(([key]) => key));
    const entries: Entry[] = [];
    for (const [key, difference] of changed) {
      const count = (this.#counts.get(key) ?? 0) + difference;
      this.#counts.set(key, count);
      entries.push([key, String(count)]);
    }
    if (this.#last !== this.#written) {
      entries.push([SEQUENCE_KEY, String(this.#last)]);
      this.#written = this.#last;
    }
    return entries;
  }

  async #load(keys: string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.#counts.has(key));
    if (unknown.length === 0) return;
    const values = await this.#db.getMany(unknown);
    for (const [index, key] of unknown.entries()) this.#counts.set(key, Number(values[index] ?? 0));
  }
}
