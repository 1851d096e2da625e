import { silentLog } from '../../../src/domain/log';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { storeContract } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';
import { temporaryFolder } from './temporary-folder';

storeContract('The embedded store', async () => {
  const { folder, remove } = await temporaryFolder();
  return {
    open: () => openLevelStore({ folder, clock: new FakeClock(), log: silentLog }),
    destroy: remove,
  };
});
