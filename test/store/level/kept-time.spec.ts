import assert from 'node:assert/strict';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import type { Store } from '../../../src/store/store';
import { newEvent } from '../../contract/store';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fake-clock';
import { RecordedLog } from '../../support/recorded-log';
import { FaultyDisk, systemError } from './faulty-level';
import { temporaryFolder } from './temporary-folder';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the time of a store', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let clock: FakeClock;
  let disk: FaultyDisk;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    clock = new FakeClock();
    disk = new FaultyDisk();
  });
  afterEach(() => remove());

  const open = (): Promise<Store> =>
    openLevelStore({ folder, clock, time: clock.time, log: new RecordedLog(), createDb: disk.createDb });

  for (const days of [-40, -1, 1, 40]) {
    it(`goes on over a restart though the wall clock was set by ${days} days`, async () => {
      const start = clock.now();
      await (await open()).close();
      clock.step(days * DAY);
      clock.advance(HOUR);
      clock = new FakeClock(clock.machine);
      const store = await open();
      assert.equal(clock.now(), start + HOUR);
      await store.close();
    });
  }

  it('goes on after a process that was killed, by what its last writes have kept', async () => {
    const start = clock.now();
    const killed = await open();
    await killed.accept(newEvent('one'));
    disk.writeError = systemError('EIO', 'killed');
    await killed.close();
    disk.writeError = undefined;
    clock.step(-DAY);
    clock.advance(HOUR);
    clock = new FakeClock(clock.machine);
    const store = await open();
    assert.equal(clock.now(), start + HOUR);
    await store.close();
  });

  it('is not set back by an outage of the store', async () => {
    const store = await open();
    await store.accept(newEvent('one'));
    disk.writeError = systemError('EIO', 'a bad disk');
    await assert.rejects(store.accept(newEvent('two')));
    disk.writeError = undefined;
    const before = clock.now();
    clock.advance(HOUR);
    await eventually('the store is well again', () => {
      clock.advance(1_000);
      return store.health.failure === undefined;
    });
    assert(clock.now() >= before + HOUR);
    await store.accept(newEvent('three'));
    await store.close();
  });
});
