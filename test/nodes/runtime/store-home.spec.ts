import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStoreHome } from '../../../nodes/runtime/store-home';
import { StoreError } from '../../../src/domain/errors';
import { RecordedLog } from '../../support/recorded-log';
import { temporaryFolder } from '../../store/level/temporary-folder';

describe('the store of a Node-RED', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const log = new RecordedLog();

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
  });

  afterEach(() => remove());

  it('is shared by all who hold it, and closed with the last of them', async () => {
    const [first, second] = await Promise.all([openStoreHome(folder, log), openStoreHome(folder, log)]);
    assert.equal(first.store, second.store);
    await first.release();
    await first.release();
    await second.store.remember('x', 1);
    await second.release();
    await assert.rejects(second.store.remember('x', 2), StoreError);
  });

  it('can be opened again at once by the next deploy', async () => {
    const first = await openStoreHome(folder, log);
    await first.store.remember('x', 1);
    const released = first.release();
    const second = await openStoreHome(folder, log);
    await released;
    assert.equal(await second.store.recall('x'), 1);
    await second.release();
  });

  it('tells of a crash once for each connection', async () => {
    const first = await openStoreHome(folder, log);
    assert(!first.takeCrash('line-1'), 'there was none');
    await first.release();
  });

  it('rejects a folder that no waiting will mend, and can be tried again', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'store.json'), '{"kind":"papyrus"}');
    const before = await readFile(join(folder, 'store.json'), 'utf8');
    for (let i = 0; i < 2; i += 1) await assert.rejects(openStoreHome(folder, log), StoreError);
    assert.equal(await readFile(join(folder, 'store.json'), 'utf8'), before);
  });
});
