import type { KeyRange } from './path';

/**
 * The port under the store: rows, and the places by which they are found. What a row means and what happens to it is
 * decided above (events/, jobs/, kept/); implementations know no kind and no state by name. What every implementation
 * must guarantee (test/contract/rows.ts proves it):
 *
 * - A change is durable (synced) when its promise resolves; one that failed rejects with `StoreError`, and may be
 *   repeated.
 * - Changes take effect one after the other, also between processes that share the rows.
 * - What a step reads by key is as it was when the change took effect. If several processes share the rows, lists and
 *   counts may be a moment older: a step uses a list to find rows, and decides by the rows themselves.
 * - Everything is found by its key or place: nothing scans, and many keys or ranges are one call.
 */
export interface Rows {
  /**
   * Reads, decides and writes atomically: everything that the step replaces is written in one commit, or nothing is. A
   * step is pure and does not wait, so no lock is held while it runs. It may run again, if it needs something that was
   * not read yet, or if another process was faster. `reads` names the keys that it is certain to read.
   */
  change<T>(reads: readonly string[], step: Step<T>): Promise<T>;
  /** Values, in the order of `keys`. */
  get(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** A page for each range. */
  list(ranges: readonly Page[]): Promise<Listed[][]>;
  /** All counters of a group. */
  counts(group: string): Promise<ReadonlyMap<string, number>>;
  /** For content that this version does not write. Throws; the store is not used any more. */
  damaged(what: string): never;
}

export type Step<T> = (hand: Hand) => T;

/** What a step reads and writes. */
export interface Hand {
  get(key: string): string | undefined;
  getAll(keys: readonly string[]): (string | undefined)[];
  /** As it was before this step. */
  list(page: Page): Listed[];
  count(group: string, name: string): number;
  /** The next place in order of arrival, unique for ever. There may be gaps. */
  nextOrder(): number;
  /** For content that contradicts itself. Throws; the store is not used any more. */
  damaged(what: string): never;
  /**
   * Replaces `before` by `after`, with its places and counts. Without
   * `before` the row is added, without `after` it is removed.
   */
  replace(before: Row | undefined, after: Row | undefined): void;
}

export interface Row {
  /** Unique. Ranges of keys can be listed, too; they show the value. */
  key: string;
  value: string;
  places: readonly Place[];
  /** The counters to which it contributes, and how much. */
  counts?: { group: string; of: Readonly<Record<string, number>> };
}

export interface Place {
  /** Unique among all rows. */
  path: string;
  /** What a list shows of the row. */
  shows: string;
}

/** A range of keys or paths, in their order. */
export interface Page extends KeyRange {
  limit: number;
  reverse?: boolean;
}

export type Listed = [path: string, shows: string];

export async function getRow(rows: Rows, key: string): Promise<string | undefined> {
  return (await rows.get([key]))[0];
}

export async function listPage(rows: Pick<Rows, 'list'>, page: Page): Promise<Listed[]> {
  return (await rows.list([page]))[0] ?? [];
}
