import { PostgresDatabase } from '../../../src/store/postgres/postgres-database';
import { postgresRows } from '../../../src/store/postgres/postgres-rows';
import { rowsContract } from '../../contract/rows';
import { optionsFor, withPostgres } from './with-postgres';

describe('PostgreSQL', () => {
  const server = withPostgres();

  rowsContract('PostgreSQL', () => {
    const options = optionsFor(server());
    return Promise.resolve({
      async open() {
        const database = await PostgresDatabase.open(options);
        return { rows: postgresRows(database), close: () => database.close() };
      },
      destroy: () => Promise.resolve(),
    });
  });
});
