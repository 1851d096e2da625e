import assert from 'node:assert/strict';
import fsp from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { newEvent } from '../../../contract/store';
import { FakeClock } from '../../../support/fake-clock';
import { RecordedLog } from '../../../support/recorded-log';
import { temporaryFolder } from '../temporary-folder';

describe('A folder whose mode cannot be changed', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    home = await temporaryFolder();
    // As a network share answers, or a volume that belongs to another user.
    mock.method(fsp, 'chmod', () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })));
  });

  afterEach(async () => {
    mock.restoreAll();
    await home.remove();
  });

  async function warnings(): Promise<number> {
    const log = new RecordedLog();
    const store = await openLevelStore({ folder: home.folder, clock: new FakeClock(), log });
    assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
    await store.close();
    return log.matching(/others on this machine can read/).length;
  }

  it('works, with a warning, where others can look into it', async function () {
    if (process.platform === 'win32') this.skip();
    await fsp.mkdir(join(home.folder, 'level'), { recursive: true, mode: 0o755 });
    assert.equal(await warnings(), 1);
  });

  it('works without a warning if they cannot', async () => {
    assert.equal(await warnings(), 0);
  });
});
