import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { jobStoreContract } from '../../contract/job-store';
import { storeContract, type StoreFixture } from '../../contract/store';
import { optionsFor, withPostgres } from './with-postgres';

describe('PostgreSQL', () => {
  const server = withPostgres();

  function createFixture(): Promise<StoreFixture> {
    const options = optionsFor(server());
    return Promise.resolve({
      open: () => openPostgresStore(options),
      destroy: () => Promise.resolve(),
    });
  }

  storeContract('PostgreSQL', createFixture);
  jobStoreContract('PostgreSQL', createFixture);
});
