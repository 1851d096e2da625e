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
  /** Made if missing, private to the user of the process; `<userDir>/pushline`. */
  folder: string;
  clock: Clock;
  /** That of `clock`: it goes on where an earlier process stood. Without it the store keeps none. */
  time?: SteadyTime;
  log: Log;
  /** Tests put a database in between that fails at will. */
  createDb?: (location: string) => ClassicLevel;
}

/**
 * The embedded store: one LevelDB in `<folder>/level`. A folder that is in use, full or without rights gives a store
 * that refuses its calls, says why in `health.failure`, and goes on trying. A folder of another kind or version, or
 * with damaged files, rejects with `StoreError`: no waiting helps there, and nothing is changed or deleted.
 */
export async function openLevelStore(options: LevelStoreOptions): Promise<Store> {
  const database = await LevelDatabase.open({ ...options, createDb: options.createDb ?? loadLevel() });
  return levelStore(database);
}

/** A folder that was moved or restored goes on where it stood, on whichever machine. */
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
