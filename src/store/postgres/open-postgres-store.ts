import type { Store } from '../store';
import { storeOnRows } from '../store-on-rows';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database';
import { postgresRows } from './postgres-rows';

/**
 * The store that several Node-REDs share. Never rejects: a database that is away, or not as it has to be, gives a store that
 * refuses its calls, says why in `health`, and goes on trying.
 */
export async function openPostgresStore(options: PostgresDatabaseOptions): Promise<Store> {
  const database = await PostgresDatabase.open(options);
  return {
    ...storeOnRows(postgresRows(database)),
    close: () => database.close(),
    health: database,
  };
}
