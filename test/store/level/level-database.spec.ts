import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../../../src/domain/errors';
import { silentLog } from '../../../src/domain/log';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import type { Store } from '../../../src/store/store';
import { newJob } from '../../contract/job-store';
import { newEvent } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';
import { FaultyDisk, systemError } from './faulty-level';
import { temporaryFolder } from './temporary-folder';

const DISK_FULL = systemError('LEVEL_IO_ERROR', 'IO error: 000003.log: No space left on device');

describe('The embedded store on a bad disk', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;
  let clock: FakeClock;
  let disk: FaultyDisk;
  let logged: string[];
  let store: Store | undefined;

  beforeEach(async () => {
    home = await temporaryFolder();
    clock = new FakeClock();
    disk = new FaultyDisk();
    logged = [];
  });

  afterEach(async () => {
    await store?.close();
    store = undefined;
    await home.remove();
  });

  async function open(): Promise<Store> {
    const record = (text: string) => void logged.push(text);
    const log = { info: record, warn: record, error: record };
    store = await openLevelStore({ folder: home.folder, clock, log, createDb: disk.createDb });
    return store;
  }

  /** The store's next change of health. */
  function change({ health }: Store): Promise<void> {
    return new Promise((resolve) => {
      const remove = health.onChange(() => {
        remove();
        resolve();
      });
    });
  }

  /** Resolves when the store has planned its next attempt. */
  async function planned(): Promise<void> {
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async function attemptAfter(ms: number): Promise<void> {
    await planned();
    clock.advance(ms);
  }

  it('refuses what failed and all that waits, says why, and tells its listeners', async () => {
    const well = await open();
    let told = 0;
    well.health.onChange(() => {
      throw new Error('a listener of somebody else');
    });
    well.health.onChange(() => (told += 1));
    disk.writeError = DISK_FULL;
    const calls = Array.from({ length: 600 }, (_, index) => well.accept(newEvent(`e${index}`)));
    const results = await Promise.allSettled(calls);
    assert(results.every(({ status }) => status === 'rejected'));
    await assert.rejects(calls[599] ?? Promise.resolve(), (error) => error instanceof StoreError && error.retryable);
    assert.equal(well.health.failure, 'the disk is full');
    assert.equal(told, 1);
    await assert.rejects(well.accept(newEvent('later')), /the disk is full/);
    await assert.rejects(well.get(newEvent('e1').key), StoreError);
    assert(logged.every((text) => !text.includes(home.folder)));
  });

  it('recovers without a restart once the disk takes writes again, and is not sooner called well', async () => {
    const recovering = await open();
    await recovering.accept(newEvent('before'));
    disk.writeError = DISK_FULL;
    await assert.rejects(recovering.accept(newEvent('lost')), StoreError);
    for (const ms of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await attemptAfter(ms - 1);
      assert.equal(clock.pending, 1, `no attempt before ${ms} ms`);
      const attempts = disk.opened;
      clock.advance(1);
      await planned();
      assert.deepEqual([disk.opened, disk.open, recovering.health.failure], [attempts + 1, 0, 'the disk is full']);
    }
    disk.writeError = undefined;
    const changed = change(recovering);
    await attemptAfter(30_000);
    await changed;
    assert.equal(recovering.health.failure, undefined);
    assert.equal(recovering.health.afterCrash, false);
    assert.equal((await recovering.accept(newEvent('before'))).outcome, 'duplicate');
    assert.equal((await recovering.accept(newEvent('lost'))).outcome, 'stored');
    assert.equal((await recovering.counts(newEvent('x').scope)).new, 2);
    assert.deepEqual([clock.pending, disk.open], [0, 1]);
  });

  it('takes nothing more once something cannot be read, looks at its files, and goes on if they are whole', async () => {
    const partly = await open();
    disk.unreadable = (key) => key.includes('bad');
    const calls = ['good1', 'bad', 'good2'].map((id) => partly.accept(newEvent(id)));
    assert((await Promise.allSettled(calls)).some(({ status }) => status === 'rejected'));
    assert.equal(partly.health.failure, 'the disk reports an error');
    await assert.rejects(partly.get(newEvent('good1').key), StoreError);
    disk.unreadable = () => false;
    const changed = change(partly);
    await attemptAfter(1_000);
    await changed;
    for (const id of ['good1', 'bad', 'good2']) await partly.accept(newEvent(id));
    assert.equal((await partly.counts(newEvent('x').scope)).new, 3);
  });

  it('answers duplicate when an event is repeated whose failed write had reached the disk', async () => {
    const unsure = await open();
    disk.writeError = DISK_FULL;
    disk.writesAllTheSame = true;
    await assert.rejects(unsure.accept(newEvent('a')), StoreError);
    disk.writeError = undefined;
    const changed = change(unsure);
    await attemptAfter(1_000);
    await changed;
    assert.equal((await unsure.accept(newEvent('a'))).outcome, 'duplicate');
    assert.equal((await unsure.counts(newEvent('a').scope)).new, 1);
  });

  it('makes no second job of one that is submitted again after its failed write had reached the disk', async () => {
    const unsure = await open();
    const identity = { key: 'k', content: 'c', join: 'always' } as const;
    disk.writeError = DISK_FULL;
    disk.writesAllTheSame = true;
    await assert.rejects(unsure.jobs.submit(newJob('a'), identity), StoreError);
    disk.writeError = undefined;
    const changed = change(unsure);
    await attemptAfter(1_000);
    await changed;
    assert.deepEqual(await unsure.jobs.submit(newJob('a'), identity), { outcome: 'new', job: newJob('a') });
    assert.equal((await unsure.jobs.counts(newJob('a').scope)).queued, 1);
  });

  it('opens in a failed state on a full disk, and recovers', async () => {
    disk.openError = systemError('ENOSPC', 'ENOSPC: no space left on device, mkdir');
    const unwell = await open();
    assert.equal(unwell.health.failure, 'the disk is full');
    await assert.rejects(unwell.accept(newEvent('a')), StoreError);
    disk.openError = undefined;
    const changed = change(unwell);
    await attemptAfter(1_000);
    await changed;
    assert.equal((await unwell.accept(newEvent('a'))).outcome, 'stored');
  });

  it('may be closed while it tries to recover, and then tries no more', async () => {
    const unwell = await open();
    disk.writeError = DISK_FULL;
    await assert.rejects(unwell.accept(newEvent('a')), StoreError);
    await unwell.close();
    assert.deepEqual([clock.pending, disk.open], [0, 0]);
  });

  it('may be closed in the middle of an attempt', async () => {
    const unwell = await open();
    disk.writeError = DISK_FULL;
    await assert.rejects(unwell.accept(newEvent('a')), StoreError);
    disk.writeError = undefined;
    await attemptAfter(1_000);
    await unwell.close();
    assert.deepEqual([clock.pending, disk.open], [0, 0]);
  });

  it('rejects damaged files with advice, and leaves them as they are', async () => {
    await (await open()).close();
    const current = join(home.folder, 'level', 'CURRENT');
    await writeFile(current, 'garbage');
    const files = await readdir(join(home.folder, 'level'));
    await assert.rejects(open(), (error) => error instanceof StoreError && /damaged.*backup/.test(error.message));
    assert.equal(await readFile(current, 'utf8'), 'garbage');
    const kept = new Set(await readdir(join(home.folder, 'level')));
    assert(files.every((file) => kept.has(file)));
    assert.equal(clock.pending, 0);
  });

  for (const record of ['{"kind":"postgres","version":1}', '{"kind":"level","version":3}', '', 'null', '[]']) {
    it(`rejects a folder whose record is ${record === '' ? 'empty' : record}, and does not change it`, async () => {
      await mkdir(home.folder, { recursive: true });
      await writeFile(join(home.folder, 'store.json'), record);
      await assert.rejects(open(), (error) => error instanceof StoreError && error.message.includes('store.json'));
      assert.equal(await readFile(join(home.folder, 'store.json'), 'utf8'), record);
      assert.deepEqual(await readdir(home.folder), ['store.json']);
    });
  }

  it('records its kind and keeps others out of its folders', async function () {
    if (process.platform === 'win32') this.skip();
    await open();
    assert.deepEqual(JSON.parse(await readFile(join(home.folder, 'store.json'), 'utf8')), {
      kind: 'level',
      version: 2,
    });
    const modes = await Promise.all(
      ['', 'level', 'store.json', 'place.json', 'reach'].map((name) => stat(join(home.folder, name))),
    );
    assert.deepEqual(
      modes.map(({ mode }) => mode & 0o777),
      [0o700, 0o700, 0o600, 0o600, 0o600],
    );
    assert.deepEqual((await readdir(home.folder)).sort(), ['level', 'place.json', 'reach', 'store.json']);
  });

  it('shares one sync among callers: five hundred accepts at once take few batches', async () => {
    const busy = await open();
    const before = disk.batches;
    await Promise.all(Array.from({ length: 500 }, (_, index) => busy.accept(newEvent(`e${index}`))));
    assert(disk.batches - before <= 10, `${disk.batches - before} batches`);
  });

  it('writes nothing for a renewal that changes nothing', async () => {
    const quiet = await open();
    const { key, keepUntil } = newEvent('a');
    await quiet.accept(newEvent('a'));
    await quiet.complete({ key, as: 'flow', now: 0, keepUntil, documentUntil: 0 });
    const before = disk.batches;
    await quiet.renew(key, { keepUntil: keepUntil + 60_000, ackedBefore: 0, now: 0 });
    await quiet.accept(newEvent('a'));
    assert.equal(disk.batches, before);
    await quiet.renew(key, { keepUntil: keepUntil + 2 * 24 * 3_600_000, ackedBefore: 0, now: 0 });
    assert.equal(disk.batches, before + 1);
  });

  it('waits for a folder that another process uses, and takes it when that one ends', async () => {
    const child = startChild(home.folder, 'hold');
    await once(child.stdout, 'data');
    const locked = await open();
    assert.equal(locked.health.failure, 'another Node-RED uses this folder');
    await assert.rejects(locked.accept(newEvent('a')), /another Node-RED uses this folder/);
    await attemptAfter(1_000);
    await planned();
    assert.equal(locked.health.failure, 'another Node-RED uses this folder');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const changed = change(locked);
    await attemptAfter(2_000);
    await changed;
    assert.deepEqual([locked.health.failure, locked.health.afterCrash], [undefined, true]);
    assert.equal((await locked.accept(newEvent('a'))).outcome, 'stored');
  });

  it('has every event that it ever reported as stored after ten kills in the middle of writing', async () => {
    for (let round = 0; round < 10; round += 1) {
      const child = startChild(home.folder, `round${round}`, round % 2 === 0 ? 1 : 16);
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
      await once(child.stdout, 'data');
      setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 250);
      await once(child, 'close');
      const ids = printed.split('\n').slice(0, -1);
      const survivor = await openLevelStore({ folder: home.folder, clock, log: silentLog });
      assert.equal(survivor.health.afterCrash, true);
      const rows = await Promise.all(ids.map((id) => survivor.get(newEvent(id).key)));
      assert.deepEqual(
        ids.filter((_, index) => rows[index] === undefined),
        [],
      );
      assert(ids.length > 0);
      await assertCounted(survivor);
      await survivor.close();
    }
  });

  async function assertCounted(survivor: Store): Promise<void> {
    const { scope } = newEvent('x');
    const heads = await survivor.list({ scope, state: 'new', limit: 1_000_000 });
    assert.equal((await survivor.counts(scope)).new, heads.length);
    assert.equal(new Set(heads.map(({ seq }) => seq)).size, heads.length);
  }
});

function startChild(folder: string, ...input: (string | number)[]) {
  const script = join(__dirname, 'accepting-process.ts');
  const args = ['--import', 'tsx', script, folder, ...input.map(String)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
