import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { newEvent } from '../../../contract/store';
import { open } from '../damaged-folder';
import { temporaryFolder } from '../temporary-folder';

describe('The first start of a store', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    home = await temporaryFolder();
  });

  afterEach(() => home.remove());

  /** What lies there when nothing but the record is missing: the last thing that is written. */
  async function almostReady(): Promise<string> {
    await (await open(home.folder)).close();
    await rm(join(home.folder, 'store.json'));
    return home.folder;
  }

  async function startsAnew(folder: string): Promise<void> {
    const store = await open(folder);
    assert.equal(store.health.failure, undefined);
    assert.equal((await store.accept(newEvent('a'))).outcome, 'stored');
    await store.close();
    const again = await open(folder);
    assert.equal((await again.accept(newEvent('a'))).outcome, 'duplicate');
    await again.close();
  }

  for (const [when, cut] of [
    ['before anything', () => Promise.resolve()],
    ['after the folders', (folder: string) => rm(join(folder, 'level'), { recursive: true })],
    ['before CURRENT', (folder: string) => rm(join(folder, 'level', 'CURRENT'))],
    ['in CURRENT', (folder: string) => truncate(join(folder, 'level', 'CURRENT'), 0)],
    [
      'with half a log and half a manifest',
      async (folder: string) => {
        const names = await readdir(join(folder, 'level'));
        for (const name of names.filter((file) => /log$|^MANIFEST/.test(file))) {
          await truncate(join(folder, 'level', name), 9);
        }
      },
    ],
    ['after LevelDB was ready', (folder: string) => rm(join(folder, 'place.json'))],
    ['before its record', () => Promise.resolve()],
  ] as const) {
    it(`that was cut off ${when} is made anew: nothing was promised yet`, async () => {
      const folder = when === 'before anything' ? home.folder : await almostReady();
      await cut(folder);
      await startsAnew(folder);
    });
  }

  it('is not assumed if there are documents already', async () => {
    const folder = await almostReady();
    await mkdir(join(folder, 'documents'));
    await writeFile(join(folder, 'documents', 'fax.tif'), 'a fax');
    await assert.rejects(open(folder), /incomplete.*store\.json/);
    assert.equal(await readFile(join(folder, 'documents', 'fax.tif'), 'utf8'), 'a fax');
  });

  it('is not assumed if something is stored already', async () => {
    const store = await open(home.folder);
    await store.accept(newEvent('a'));
    await store.close();
    await rm(join(home.folder, 'store.json'));
    await assert.rejects(open(home.folder), /incomplete.*store\.json/);
  });
});

describe('A folder of the version before', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    home = await temporaryFolder();
    const store = await open(home.folder);
    for (let index = 0; index < 600; index += 1) await store.accept(newEvent(`e${index}`));
    await store.close();
    await toFirstVersion(home.folder);
  });

  afterEach(() => home.remove());

  /** Values without a seal, no count of commits, and nothing that tells where it lies and how far it reaches. */
  async function toFirstVersion(folder: string, keep: (index: number) => boolean = () => false): Promise<void> {
    const db = new ClassicLevel(join(folder, 'level'));
    for (const [index, [key, value]] of (await db.iterator().all()).entries()) {
      if (!keep(index)) await db.put(key, value.slice(9));
    }
    await db.del('meta/commit');
    await db.close();
    for (const file of ['reach', 'place.json']) await rm(join(folder, file));
    await writeFile(join(folder, 'store.json'), '{"kind":"level","version":1}\n');
  }

  const count = async (): Promise<number> => {
    const store = await open(home.folder);
    const { new: found } = await store.counts(newEvent('x').scope);
    await store.close();
    return found;
  };

  it('is read, sealed, and from then on knows its place and how far it reaches', async () => {
    assert.equal(await count(), 600);
    assert.match(await readFile(join(home.folder, 'store.json'), 'utf8'), /"version":2/);
    const db = new ClassicLevel(join(home.folder, 'level'));
    assert.deepEqual(
      (await db.values().all()).filter((value) => !value.startsWith('#')),
      [],
    );
    await db.close();
    assert.equal(await count(), 600);
    await cp(home.folder, `${home.folder}-copy`, { recursive: true });
    await assert.rejects(open(`${home.folder}-copy`), /is a copy/);
  });

  it('is read where that was cut off half way', async () => {
    await count();
    await toFirstVersion(home.folder, (index) => index < 300);
    assert.equal(await count(), 600);
  });

  it('is refused where its log is missing, as in a backup without *.log', async () => {
    for (const name of await readdir(join(home.folder, 'level'))) {
      if (name.endsWith('.log')) await rm(join(home.folder, 'level', name));
    }
    await assert.rejects(open(home.folder), /incomplete.*\.log/);
  });

  it('is refused where its level folder is missing', async () => {
    await rm(join(home.folder, 'level'), { recursive: true });
    await assert.rejects(open(home.folder), /incomplete.*level/);
  });
});
