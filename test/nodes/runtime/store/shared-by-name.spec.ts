import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { StoreError } from '../../../../src/domain/errors';
import { silentLog } from '../../../../src/domain/log';
import type { Store } from '../../../../src/store/store';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { SharedByName, type Hold } from '../../../../nodes/runtime/store/shared-by-name';
import { newEvent } from '../../../contract/store';
import { FakeClock } from '../../../support/fake-clock';
import { FaultyDisk } from '../../../store/level/faulty-level';
import { temporaryFolder } from '../../../store/level/temporary-folder';

describe('a store that several hold', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;
  let disk: FaultyDisk;
  let stores: SharedByName<Store>;

  beforeEach(async () => {
    home = await temporaryFolder();
    disk = new FaultyDisk();
    stores = new SharedByName();
  });

  afterEach(() => home.remove());

  function acquire(): Promise<Hold<Store>> {
    return stores.acquire(home.folder, async () => {
      const { folder } = home;
      const options = { folder, clock: new FakeClock(), log: silentLog, createDb: disk.createDb };
      const value = await openLevelStore(options);
      return { value, close: () => value.close() };
    });
  }

  it('is opened once for all, and closed by the last', async () => {
    const holds = await Promise.all([acquire(), acquire()]);
    const [first, second] = holds;
    assert.equal(first.value, second.value);
    assert.equal(disk.opened, 1);
    await first.release();
    await first.release();
    assert.equal((await second.value.accept(newEvent('a'))).outcome, 'stored');
    await second.release();
    assert.equal(disk.open, 0);
    await assert.rejects(second.value.accept(newEvent('b')), StoreError);
  });

  it('is opened anew only after the one before has closed, through a hundred redeploys', async () => {
    let hold = await acquire();
    for (let deploy = 0; deploy < 100; deploy += 1) {
      const released = hold.release();
      const next = acquire();
      await released;
      hold = await next;
      assert.deepEqual([hold.value.health.failure, disk.open], [undefined, 1]);
      assert.equal(hold.value.health.afterCrash, false);
    }
    await hold.release();
    assert.equal(disk.open, 0);
  });

  it('tells all its users of a folder that cannot be used, and is tried again by the next', async () => {
    await mkdir(home.folder, { recursive: true });
    await writeFile(join(home.folder, 'store.json'), '{}');
    const both = await Promise.allSettled([acquire(), acquire()]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await rm(join(home.folder, 'store.json'));
    const hold = await acquire();
    await hold.release();
  });
});
