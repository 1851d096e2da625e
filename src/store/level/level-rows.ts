import { below, textAfter } from '../path';
import type { Rows } from '../rows';
import { countersOf } from '../steps/counter-key';
import { takeStep } from '../steps/take-step';
import type { LevelDatabase } from './level-database';

const ALL = 1_000;

/** Rows in LevelDB: an entry for each key, and one for each place. */
export function levelRows(database: LevelDatabase): Rows {
  return {
    change: (reads, step) => database.write({ reads, run: (view) => takeStep(view, step) }),
    get: (keys) => database.read((reader) => reader.getMany([...keys])),
    list: (ranges) => database.read((reader) => Promise.all(ranges.map((page) => reader.page(page)))),
    damaged: (what) => database.damaged(what),
    async counts(group) {
      const prefix = countersOf(group);
      const entries = await database.read((reader) => reader.page({ ...below(prefix), limit: ALL }));
      return new Map(entries.map(([key, value]) => [textAfter(prefix, key), Number(value)]));
    },
  };
}
