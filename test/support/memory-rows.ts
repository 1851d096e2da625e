import { alone } from '../../src/store/sharing';
import { StoreError } from '../../src/domain/errors';
import type { Hand, Listed, Page, Row, Rows, Step } from '../../src/store/rows';
import type { Store } from '../../src/store/store';
import { storeOnRows } from '../../src/store/store-on-rows';

/** What remains when the rows are closed. */
export class MemoryDisk {
  /** Keys and places in one map. */
  readonly entries = new Map<string, string>();
  readonly counts = new Map<string, Map<string, number>>();
  lastOrder = 0;
}

/**
 * The simplest possible rows, in memory: every read is a scan. Each step runs twice and only the second run counts,
 * which reveals steps that are not pure.
 */
export function memoryRows(disk: MemoryDisk): Rows & { close: () => Promise<void> } {
  let isClosed = false;
  const used = <T>(use: () => T): Promise<T> => {
    if (isClosed) return Promise.reject(new StoreError('the store is closed'));
    // Asynchronous, like a database.
    return Promise.resolve().then(use);
  };
  return {
    change: (_reads, step) => used(() => takeTwice(disk, step)),
    get: (keys) => used(() => keys.map((key) => disk.entries.get(key))),
    list: (ranges) => used(() => ranges.map((page) => listed(disk, page))),
    counts: (group) => used(() => new Map(disk.counts.get(group))),
    damaged: (what) => {
      isClosed = true;
      throw new StoreError(what);
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

/** A store on these rows. */
export function memoryStore(disk: MemoryDisk): Store {
  const rows = memoryRows(disk);
  const health = { failure: undefined, failureCode: undefined, afterCrash: false, restored: false };
  return {
    ...storeOnRows(rows),
    close: rows.close,
    health: { ...health, onChange: () => () => undefined },
    sharing: alone('embedded'),
  };
}

function takeTwice<T>(disk: MemoryDisk, step: Step<T>): T {
  step(new MemoryHand(disk));
  const hand = new MemoryHand(disk);
  const result = step(hand);
  hand.leave();
  return result;
}

function listed(disk: MemoryDisk, { gte, lt, limit, reverse = false }: Page): Listed[] {
  const found = [...disk.entries].filter(([path]) => path >= gte && path < lt);
  found.sort(([left], [right]) => (left < right ? -1 : 1));
  return (reverse ? found.reverse() : found).slice(0, limit);
}

class MemoryHand implements Hand {
  readonly #disk: MemoryDisk;
  readonly #replaced: [Row | undefined, Row | undefined][] = [];
  readonly #own = new Map<string, string | undefined>();
  #orders = 0;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  get(key: string): string | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#disk.entries.get(key);
  }

  getAll(keys: readonly string[]): (string | undefined)[] {
    return keys.map((key) => this.get(key));
  }

  list(page: Page): Listed[] {
    return listed(this.#disk, page);
  }

  count(group: string, name: string): number {
    return this.#disk.counts.get(group)?.get(name) ?? 0;
  }

  nextOrder(): number {
    this.#orders += 1;
    return this.#disk.lastOrder + this.#orders;
  }

  damaged(what: string): never {
    throw new StoreError(what);
  }

  replace(before: Row | undefined, after: Row | undefined): void {
    this.#replaced.push([before, after]);
    if (before) this.#own.set(before.key, undefined);
    if (after) this.#own.set(after.key, after.value);
  }

  leave(): void {
    for (const [before, after] of this.#replaced) {
      for (const { path } of before?.places ?? []) this.#disk.entries.delete(path);
      for (const { path, shows } of after?.places ?? []) this.#disk.entries.set(path, shows);
      this.#add(before, -1);
      this.#add(after, 1);
    }
    for (const [key, value] of this.#own) {
      if (value === undefined) this.#disk.entries.delete(key);
      else this.#disk.entries.set(key, value);
    }
    this.#disk.lastOrder += this.#orders;
  }

  #add(row: Row | undefined, sign: number): void {
    if (!row?.counts) return;
    const { group, of } = row.counts;
    const counts = this.#disk.counts.get(group) ?? new Map<string, number>();
    this.#disk.counts.set(group, counts);
    for (const [name, count] of Object.entries(of)) counts.set(name, (counts.get(name) ?? 0) + sign * count);
  }
}
