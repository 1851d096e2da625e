import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { StoreError } from '../../../src/domain/errors';
import { silentLog } from '../../../src/domain/log';
import { acquireStore, type SharedStoreOptions } from '../../../src/store/level/shared-stores';
import { newEvent } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';
import { FaultyDisk } from './faulty-level';
import { temporaryFolder } from './temporary-folder';

describe('A store shared by its folder', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;
  let disk: FaultyDisk;
  let options: SharedStoreOptions;

  beforeEach(async () => {
    home = await temporaryFolder();
    disk = new FaultyDisk();
    options = { clock: new FakeClock(), log: silentLog, createDb: disk.createDb };
  });

  afterEach(() => home.remove());

  it('is opened once for all, however its path is written, and closed by the last', async () => {
    const holds = await Promise.all([
      acquireStore(home.folder, options),
      acquireStore(join(home.folder, '..', 'pushline', '.'), options),
    ]);
    const [first, second] = holds;
    assert.equal(first.store, second.store);
    assert.equal(disk.opened, 1);
    await first.release();
    await first.release();
    assert.equal((await second.store.accept(newEvent('a'))).outcome, 'stored');
    await second.release();
    assert.equal(disk.open, 0);
    await assert.rejects(second.store.accept(newEvent('b')), StoreError);
  });

  it('is opened anew only after the one before has closed, through a hundred redeploys', async () => {
    let hold = await acquireStore(home.folder, options);
    for (let deploy = 0; deploy < 100; deploy += 1) {
      const released = hold.release();
      const next = acquireStore(home.folder, options);
      await released;
      hold = await next;
      assert.deepEqual([hold.store.health.failure, disk.open], [undefined, 1]);
      assert.equal(hold.store.health.afterCrash, false);
    }
    await hold.release();
    assert.equal(disk.open, 0);
  }).timeout(30_000);

  it('tells everybody of a folder that cannot be used, and is tried anew by the next', async () => {
    await mkdir(home.folder, { recursive: true });
    await writeFile(join(home.folder, 'store.json'), '{}');
    const both = await Promise.allSettled([acquireStore(home.folder, options), acquireStore(home.folder, options)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await rm(join(home.folder, 'store.json'));
    const hold = await acquireStore(home.folder, options);
    await hold.release();
  });
});
