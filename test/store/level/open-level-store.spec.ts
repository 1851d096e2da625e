import { silentLog } from '../../../src/domain/log';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { jobStoreContract } from '../../contract/job-store';
import { storeContract, type StoreFixture } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';
import { temporaryFolder } from './temporary-folder';

async function createFixture(): Promise<StoreFixture> {
  const { folder, remove } = await temporaryFolder();
  return {
    open: () => openLevelStore({ folder, clock: new FakeClock(), log: silentLog }),
    destroy: remove,
  };
}

storeContract('The embedded store', createFixture);
jobStoreContract('The embedded store', createFixture);
