import type { KeyRange } from '../path';

export interface PageRequest extends KeyRange {
  limit: number;
  reverse?: boolean;
}

export type Entry = [key: string, value: string];

/** Reads what is committed. Rejects with `StoreError`. */
export interface Reader {
  get(key: string): Promise<string | undefined>;
  /** Values in the order of `keys`, in one go. */
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** At most `limit` entries of a range, in key order. */
  page(request: PageRequest): Promise<Entry[]>;
  /** For content that contradicts itself. Throws. */
  damaged(what: string): never;
}

/** Keys to put, or to delete if they have no value. */
export type Writes = Iterable<readonly [key: string, value: string | undefined]>;

export interface Database extends Reader {
  /** All or nothing, and durable when it resolves. */
  write(writes: Writes): Promise<void>;
  close(): Promise<void>;
}
