import type { KeyRange } from './path';

/**
 * The port under the store: rows, and the places by which they are found. What a row means, and what becomes of it, is
 * decided above (events/, jobs/, kept/); whoever implements this knows no kind and no state by name. What every
 * implementation must hold (test/contract/rows.ts proves it):
 *
 * - A change is durable (synced) when its promise resolves; one that failed rejects with `StoreError`, and may be repeated.
 * - Changes take effect one after the other, also between processes that share the rows.
 * - What a step got by key is as it was when the change took effect. Lists and counts are of that moment or a little before,
 *   where several processes share the rows: so a step takes from a list where to look, and decides by the rows themselves.
 * - Everything is found by its key or place: nothing scans, and many keys or ranges are one call.
 */
export interface Rows {
  /**
   * Reads, decides and writes as one: all that the step leaves is written in one commit, or nothing. A step is pure and
   * does not wait, so no lock is held while it thinks; it may run twice, where it looks at what was not read yet, or where
   * somebody else was faster. `reads` names the keys that it will surely look at.
   */
  change<T>(reads: readonly string[], step: Step<T>): Promise<T>;
  /** Values, in the order of `keys`. */
  get(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** A page for each range. */
  list(ranges: readonly Page[]): Promise<Listed[][]>;
  /** All counters of a group. */
  counts(group: string): Promise<ReadonlyMap<string, number>>;
  /** What was read is not what is written here. Throws, and the store is not used any more. */
  damaged(what: string): never;
}

export type Step<T> = (hand: Hand) => T;

/** What a step sees, and leaves. */
export interface Hand {
  get(key: string): string | undefined;
  getAll(keys: readonly string[]): (string | undefined)[];
  /** As it was before this step. */
  list(page: Page): Listed[];
  count(group: string, name: string): number;
  /** The next place in order of arrival, which nothing else ever gets. There may be gaps. */
  nextOrder(): number;
  /** What was found contradicts itself, so somebody else has changed it. Throws, and the store is not used any more. */
  damaged(what: string): never;
  /** Puts `after` in place of `before`, with its places and counts. Without `before` it is new, without `after` it goes. */
  replace(before: Row | undefined, after: Row | undefined): void;
}

export interface Row {
  /** Unique. It is a place, too, where a list shows the value. */
  key: string;
  value: string;
  places: readonly Place[];
  /** What it counts for. */
  counts?: { group: string; of: Readonly<Record<string, number>> };
}

export interface Place {
  /** No other row has it. */
  path: string;
  /** What a list shows of the row. */
  shows: string;
}

/** A part of all paths, in their order. */
export interface Page extends KeyRange {
  limit: number;
  reverse?: boolean;
}

export type Listed = [path: string, shows: string];

/** One of them. */
export async function getRow(rows: Rows, key: string): Promise<string | undefined> {
  return (await rows.get([key]))[0];
}

export async function listPage(rows: Pick<Rows, 'list'>, page: Page): Promise<Listed[]> {
  return (await rows.list([page]))[0] ?? [];
}
