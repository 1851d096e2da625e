import { below, textAfter } from '../path';
import type { Rows } from '../rows';
import { countersOf } from '../steps/counter-key';
import type { PostgresDatabase } from './postgres-database';

/** Rows that several processes share. */
export function postgresRows(database: PostgresDatabase): Rows {
  return {
    change: (reads, step) => database.use(({ writer }) => writer.change(reads, step)),
    get: (keys) => database.read(async ({ queries }) => (await queries.read(keys)).map(({ value }) => value)),
    list: (ranges) => database.read(({ queries }) => queries.list(ranges)),
    damaged: (what) => database.damaged(what),
    async counts(group) {
      const prefix = countersOf(group);
      const { gte, lt } = below(prefix);
      const counts = await database.read(({ queries }) => queries.counts(gte, lt));
      return new Map([...counts].map(([path, n]) => [textAfter(prefix, path), n]));
    },
  };
}
