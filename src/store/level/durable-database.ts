import { readdirSync } from 'node:fs';
import type { ClassicLevel } from 'classic-level';
import { StoreError } from '../../domain/errors';
import { syncFolder } from '../../disk/sync-folder';
import { DamageError } from './damage-error';
import { failureReason, hasCode } from './failure-reason';
import type { Reach } from './folder/reach';
import { keyOf } from '../path';
import type { Database, Entry, PageRequest, Writes } from '../steps/reader';
import { seal, unseal } from './seal';

/** The number of batches written so far; part of each batch. */
export const COMMIT_KEY = keyOf('meta', 'commit');

/** Reads a page at once instead of in pieces of 16 KiB. */
const READ_BYTES = 1024 * 1024;
const PAGE = 1_000;

const UNREADABLE = ['LEVEL_CORRUPTION', 'LEVEL_IO_ERROR'];

/**
 * LevelDB with what it lacks: a check value on each value, a log file that survives a power cut, and a count of the
 * writes that were promised, kept beside the database.
 */
export class DurableDatabase implements Database {
  readonly #level: ClassicLevel;
  /** True: in a folder of the first version some values have no seal yet. */
  readonly bare: boolean;
  /** Called when reading failed: sectors are gone, or bits have changed. */
  onUnreadable: (cause: unknown) => void = () => undefined;
  #commit = 0;
  #newestLog = '';
  #reach: Reach | undefined;

  constructor(level: ClassicLevel, bare: boolean) {
    this.#level = level;
    this.bare = bare;
  }

  /** Must be called before the first write. */
  async begin(): Promise<void> {
    this.#commit = Number((await this.get(COMMIT_KEY)) ?? 0);
  }

  get commit(): number {
    return this.#commit;
  }

  /** From now on `reach` notes each write. */
  tell(reach: Reach): void {
    this.#reach = reach;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#reading(async () => this.#value(key, await this.#level.get(key)));
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    return this.#reading(async () => {
      const values = await this.#level.getMany(keys);
      return keys.map((key, index) => this.#value(key, values[index]));
    });
  }

  async page(request: PageRequest): Promise<Entry[]> {
    return this.#reading(async () => {
      const entries = await this.#level.iterator({ ...request, highWaterMarkBytes: READ_BYTES }).all();
      return entries.map(([key, sealed]) => [key, unseal(key, sealed, this)]);
    });
  }

  /** All entries as they are at this moment, in pages that fit into memory. */
  async *pages(): AsyncIterable<Entry[]> {
    const iterator = this.#level.iterator({ highWaterMarkBytes: READ_BYTES });
    try {
      for (;;) {
        const entries = await this.#reading(() => iterator.nextv(PAGE));
        if (entries.length === 0) return;
        yield await this.#reading(() =>
          Promise.resolve(entries.map(([key, value]) => [key, unseal(key, value, this)])),
        );
      }
    } finally {
      await iterator.close();
    }
  }

  damaged(what: string): never {
    const cause = new DamageError(what);
    throw new StoreError(`the store cannot be read: ${failureReason(cause)}`, { cause });
  }

  async write(writes: Writes): Promise<void> {
    const commit = this.#commit + 1;
    // A chained batch, because an array of operations costs the main thread five times as much.
    const batch = this.#level.batch();
    for (const [key, value] of writes) {
      if (value === undefined) batch.del(key);
      else batch.put(key, seal(key, value));
    }
    batch.put(COMMIT_KEY, seal(COMMIT_KEY, String(commit)));
    await batch.write({ sync: true });
    await this.#syncNewLog();
    this.#commit = commit;
    this.#reach?.mark(commit);
  }

  async close(): Promise<void> {
    try {
      await this.#level.close();
    } finally {
      await this.#reach?.close();
    }
  }

  /**
   * LevelDB syncs what it writes into a new log file, but not the folder: a power cut could take away the whole file.
   */
  async #syncNewLog(): Promise<void> {
    if (process.platform === 'win32') return;
    // Synchronous, because the folder's few names are cached: waiting for another thread takes several times as long.
    const names = readdirSync(this.#level.location);
    const newest = names.filter((name) => name.endsWith('.log')).reduce(later, '');
    if (newest === this.#newestLog) return;
    await syncFolder(this.#level.location);
    this.#newestLog = newest;
  }

  #value(key: string, sealed: string | undefined): string | undefined {
    return sealed === undefined ? undefined : unseal(key, sealed, this);
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      if (UNREADABLE.some((code) => hasCode(cause, code))) this.onUnreadable(cause);
      throw new StoreError(`the store cannot be read: ${failureReason(cause)}`, { cause });
    }
  }
}

/** By number: names have six digits, and more one day. */
function later(one: string, other: string): string {
  return one.length === other.length ? (one > other ? one : other) : one.length > other.length ? one : other;
}
