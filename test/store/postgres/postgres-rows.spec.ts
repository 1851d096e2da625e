import { systemClock } from '../../../src/domain/clock';
import { PostgresDatabase } from '../../../src/store/postgres/postgres-database';
import { postgresRows } from '../../../src/store/postgres/postgres-rows';
import { rowsContract, type RowsFixture } from '../../contract/rows';
import { CuttingProxy } from '../../support/cutting-proxy';
import { optionsFor, withPostgres } from './with-postgres';

describe('PostgreSQL', () => {
  const server = withPostgres();

  async function createFixture(): Promise<RowsFixture> {
    const proxy = await CuttingProxy.start(server().port);
    const connection = server().connection({ port: proxy.port });
    // It asks ten seconds long what became of a commit.
    const options = optionsFor(server(), { connection, clock: systemClock(20) });
    return {
      async open() {
        proxy.mend();
        const database = await PostgresDatabase.open(options);
        return { rows: postgresRows(database), close: () => database.close() };
      },
      failNextCommit: (reachesDisk) => proxy.cutAtNext(reachesDisk ? 'answer' : 'request'),
      destroy: () => proxy.close(),
    };
  }

  rowsContract('PostgreSQL', createFixture);
});
