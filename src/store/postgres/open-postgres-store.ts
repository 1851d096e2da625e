import type { Store } from '../store';
import { storeOnRows } from '../store-on-rows';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database';
import { postgresRows } from './postgres-rows';

export interface PostgresStore extends Store {
  /** Called when another instance may have written, so that what waits looks again; returns its own removal. */
  onWake: (listener: () => void) => () => void;
}

/**
 * The store that several Node-REDs share. Never rejects: a database that is away, or not as it has to be, gives a store that
 * refuses its calls, says why in `health`, and goes on trying.
 */
export async function openPostgresStore(options: PostgresDatabaseOptions): Promise<PostgresStore> {
  const database = await PostgresDatabase.open(options);
  return {
    ...storeOnRows(postgresRows(database)),
    close: () => database.close(),
    health: database,
    onWake: (listener) => database.onWake(listener),
  };
}
