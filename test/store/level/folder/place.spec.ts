import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInPlace, writePlace } from '../../../../src/store/level/folder/place';
import { temporaryFolder } from '../temporary-folder';

describe('The place of a store', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;
  let folder: string;

  beforeEach(async () => {
    home = await temporaryFolder();
    folder = join(home.folder, 'pushline');
    await mkdir(folder, { recursive: true });
    await writePlace(folder);
  });

  afterEach(() => home.remove());

  /** What the file says, changed. */
  async function say(change: Record<string, string>): Promise<void> {
    const path = join(folder, 'place.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    await writeFile(path, JSON.stringify({ ...kept, ...change }));
  }

  it('is recognised, also under another name of its folder', async () => {
    assert.equal(await isInPlace(folder), true);
    await rename(folder, `${folder}-renamed`);
    assert.equal(await isInPlace(`${folder}-renamed`), true);
  });

  for (const [how, options] of [
    ['with its times', { preserveTimestamps: true }],
    ['without', {}],
  ] as const) {
    it(`is not that of a copy (${how})`, async () => {
      await cp(folder, `${folder}-copy`, { recursive: true, ...options });
      assert.equal(await isInPlace(`${folder}-copy`), false);
      assert.equal(await isInPlace(folder), true);
    });
  }

  it('is not that of a backup that was restored in its place', async () => {
    await cp(folder, `${folder}-backup`, { recursive: true, preserveTimestamps: true });
    await rm(folder, { recursive: true });
    await cp(`${folder}-backup`, folder, { recursive: true, preserveTimestamps: true });
    assert.equal(await isInPlace(folder), false);
    await writePlace(folder);
    assert.equal(await isInPlace(folder), true);
  });

  it('is the same for a container or disk that is used by another machine', async () => {
    await say({ machine: 'another', path: 'another' });
    assert.equal(await isInPlace(folder), true);
  });

  it('is the same where a file system only numbers its files anew', async () => {
    await say({ inode: '1' });
    assert.equal(await isInPlace(folder), true);
    await say({ inode: '1', born: '0' });
    assert.equal(await isInPlace(folder), true);
    await say({ inode: '1', born: '0', path: 'another' });
    assert.equal(await isInPlace(folder), false);
  });

  it('is another one if only the file number is the same, which a deleted file left free', async () => {
    await say({ born: '1' });
    assert.equal(await isInPlace(folder), false);
  });

  it('is another one if file number and machine differ, whatever the time of creation', async () => {
    await say({ inode: '1', machine: 'another' });
    assert.equal(await isInPlace(folder), false);
  });

  it('is unknown if its file is missing or has other content', async () => {
    await writeFile(join(folder, 'place.json'), '[]');
    assert.equal(await isInPlace(folder), false);
    await rm(join(folder, 'place.json'));
    assert.equal(await isInPlace(folder), false);
  });
});
