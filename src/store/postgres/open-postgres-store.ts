import type { DocumentBytes } from '../../domain/document-bytes';
import type { Store } from '../store';
import { storeOnRows } from '../store-on-rows';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database';
import { postgresDocuments } from './postgres-documents';
import { postgresRows } from './postgres-rows';

export interface PostgresStore extends Store {
  /** Documents in the same database, or in a folder that all instances share. */
  documents: DocumentBytes;
  /**
   * Records what a person says about a database that was restored, copied or moved. False: nobody has to say anything.
   */
  confirm: (answer: 'moved' | 'restored') => Promise<boolean>;
}

/**
 * The store that several Node-REDs share. Never rejects: if the database is away or not as it must be, the store
 * refuses its calls, says why in `health`, and keeps trying.
 */
export async function openPostgresStore(options: PostgresDatabaseOptions): Promise<PostgresStore> {
  const database = await PostgresDatabase.open(options);
  return {
    ...storeOnRows(postgresRows(database)),
    close: () => database.close(),
    health: database,
    confirm: (answer) => database.confirm(answer),
    documents: options.sharedDocuments ?? postgresDocuments(database),
    sharing: database.sharing,
  };
}
