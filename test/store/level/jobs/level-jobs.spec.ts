import { silentLog } from '../../../../src/domain/log';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { jobStoreContract } from '../../../contract/job-store';
import { FakeClock } from '../../../support/fake-clock';
import { temporaryFolder } from '../temporary-folder';

jobStoreContract('The embedded store', async () => {
  const { folder, remove } = await temporaryFolder();
  return {
    open: () => openLevelStore({ folder, clock: new FakeClock(), log: silentLog }),
    destroy: remove,
  };
});
