import type { DocumentBytes } from '../../domain/document-bytes';
import type { Store } from '../store';
import { storeOnRows } from '../store-on-rows';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database';
import { postgresDocuments } from './postgres-documents';
import { postgresRows } from './postgres-rows';

export interface PostgresStore extends Store {
  /** Documents in the same database, or in the folder that all instances share. */
  documents: DocumentBytes;
  /** What a person says of a database that was restored, copied or moved. False: nobody has to. */
  confirm: (told: 'moved' | 'restored') => Promise<boolean>;
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
    confirm: (told) => database.confirm(told),
    documents: options.sharedDocuments ?? postgresDocuments(database),
    sharing: database.sharing,
  };
}
