import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftFolders } from '../../../../nodes/runtime/store/left-folders';
import { addStoreNode, type StoreNode } from '../../../../nodes/runtime/store/store-node';
import type { NodeRed } from '../../../../nodes/runtime/node-red';

const DAY = 86_400_000;

describe('what flows were given of documents of a store', () => {
  let userDir: string;
  let forget: (() => void)[];
  const folder = (name: string): string => join(userDir, 'pushline', 'stores', name);
  const RED = (): NodeRed => ({ settings: { userDir } }) as unknown as NodeRed;
  const names = (place: () => { folder: string }): void => {
    forget.push(addStoreNode({ place } as unknown as StoreNode));
  };

  beforeEach(async () => {
    forget = [];
    userDir = await mkdtemp(join(tmpdir(), 'pushline-left-'));
    for (const name of ['named', 'left']) {
      await mkdir(join(folder(name), 'flow'), { recursive: true });
      await writeFile(join(folder(name), 'flow', 'fax.tif'), 'fax');
    }
  });

  afterEach(async () => {
    for (const end of forget) end();
    await rm(userDir, { recursive: true });
  });

  it('goes with the store, but not at once', async () => {
    names(() => ({ folder: folder('named') }));
    await removeLeftFolders(RED());
    assert(existsSync(folder('left')));
    await removeLeftFolders(RED(), Date.now() + DAY + 60_000);
    assert.deepEqual([existsSync(folder('named')), existsSync(folder('left'))], [true, false]);
  });

  it('stays where a store cannot tell which it is', async () => {
    names(() => {
      throw new Error('a variable is not set');
    });
    await removeLeftFolders(RED(), Date.now() + 2 * DAY);
    assert(existsSync(folder('left')));
  });
});
