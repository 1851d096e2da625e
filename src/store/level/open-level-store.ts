import type { ClassicLevel } from 'classic-level';
import type { Clock } from '../../domain/clock';
import type { Log } from '../../domain/log';
import type { SteadyTime } from '../../domain/steady-time';
import { alone } from '../sharing';
import type { Store } from '../store';
import { storeOnRows } from '../store-on-rows';
import { LevelDatabase } from './level-database';
import { levelRows } from './level-rows';
import { loadLevel } from './load-level';
import { RollingCheck } from './rolling-check';

export interface LevelStoreOptions {
  /** Created if missing, private to the user of the process; `<userDir>/pushline`. */
  folder: string;
  clock: Clock;
  /** The time of `clock`, which continues where an earlier process stopped. Without it the store keeps no time. */
  time?: SteadyTime;
  log: Log;
  /** Tests pass a database that fails on demand. */
  createDb?: (location: string) => ClassicLevel;
}

/**
 * The embedded store: one LevelDB in `<folder>/level`. If the folder is in use, full or without rights, the store
 * refuses its calls, says why in `health.failure`, and keeps trying. A folder of another kind or version, or with
 * damaged files, rejects with `StoreError`: waiting does not help, and nothing is changed or deleted.
 */
export async function openLevelStore(options: LevelStoreOptions): Promise<Store> {
  const database = await LevelDatabase.open({ ...options, createDb: options.createDb ?? loadLevel() });
  return levelStore(database);
}

/** The owner of all offers: always the same, so that a folder that was moved or restored continues on any machine. */
export const EMBEDDED = 'embedded';

function levelStore(database: LevelDatabase): Store {
  const store = storeOnRows(levelRows(database));
  const check = new RollingCheck(database);
  return {
    ...store,
    async prune(now) {
      await check.turn();
      return store.prune(now);
    },
    close: () => database.close(),
    health: database,
    sharing: alone(EMBEDDED),
  };
}
