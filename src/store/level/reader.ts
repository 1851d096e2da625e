import type { ClassicLevel } from 'classic-level';
import { StoreError } from '../../domain/errors';
import { failureReason } from './failure-reason';
import type { KeyRange } from './key-space';

export type Database = ClassicLevel;

export interface PageRequest extends KeyRange {
  limit: number;
  reverse?: boolean;
}

export type Entry = [key: string, value: string];

/** Reads what is committed; a failed read concerns that call alone and takes nothing else down. */
export interface Reader {
  get(key: string): Promise<string | undefined>;
  /** Values in the order of `keys`, in one go. */
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** At most `limit` entries of a range, in key order. */
  page(request: PageRequest): Promise<Entry[]>;
}

export function databaseReader(db: Database): Reader {
  return {
    get: (key) => db.get(key).catch(unreadable),
    getMany: (keys) => db.getMany(keys).catch(unreadable),
    page: (request) => db.iterator(request).all().catch(unreadable),
  };
}

function unreadable(cause: unknown): never {
  throw new StoreError(`the store cannot be read: ${failureReason(cause)}`, { cause });
}
