import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openStoreHome } from '../../../../nodes/runtime/store/store-home';
import { StoreError } from '../../../../src/domain/errors';
import { RecordedLog } from '../../../support/recorded-log';
import { temporaryFolder } from '../../../store/level/temporary-folder';

const HOUR_MS = 3_600_000;

describe('the store of a Node-RED', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const log = new RecordedLog();

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
  });

  afterEach(() => remove());

  it('is shared by all who hold it, however its path is written, and closed with the last of them', async () => {
    const sameFolder = join(folder, '..', basename(folder), '.');
    const [first, second] = await Promise.all([
      openStoreHome({ kind: 'folder', folder: folder }, log),
      openStoreHome({ kind: 'folder', folder: sameFolder }, log),
    ]);
    assert.equal(first.store, second.store);
    await first.release();
    await first.release();
    await second.store.remember('x', 1);
    await second.release();
    await assert.rejects(second.store.remember('x', 2), StoreError);
  });

  it('can be opened again at once by the next deploy', async () => {
    const first = await openStoreHome({ kind: 'folder', folder: folder }, log);
    await first.store.remember('x', 1);
    const released = first.release();
    const second = await openStoreHome({ kind: 'folder', folder: folder }, log);
    await released;
    assert.equal(await second.store.recall('x'), 1);
    await second.release();
  });

  it('has one time, however often it is opened, and says when the wall clock is set', async () => {
    const real = Date.now;
    const first = await openStoreHome({ kind: 'folder', folder: folder }, log);
    const before = first.clock().now();
    try {
      Date.now = () => real() + 86_400_000;
      const second = openStoreHome({ kind: 'folder', folder: folder }, log);
      await first.release();
      for (const home of [first, await second]) assert(Math.abs(home.clock().now() - before) < HOUR_MS);
      await (await second).release();
      const third = await openStoreHome({ kind: 'folder', folder: folder }, log);
      assert(Math.abs(third.clock(60).now() - before) < HOUR_MS);
      await third.release();
      assert.equal(log.matching(/was set by 864\d\d s/).length, 1);
    } finally {
      Date.now = real;
    }
  });

  it('tells of a crash once for each connection', async () => {
    const first = await openStoreHome({ kind: 'folder', folder: folder }, log);
    assert(!first.takeCrash('line-1'), 'there was none');
    await first.release();
  });

  it('rejects a folder that waiting cannot repair, and can be tried again', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'store.json'), '{"kind":"papyrus"}');
    const before = await readFile(join(folder, 'store.json'), 'utf8');
    for (let i = 0; i < 2; i += 1)
      await assert.rejects(openStoreHome({ kind: 'folder', folder: folder }, log), StoreError);
    assert.equal(await readFile(join(folder, 'store.json'), 'utf8'), before);
  });
});
