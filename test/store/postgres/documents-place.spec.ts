import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/domain/clock';
import { SharedFolder } from '../../../src/documents/shared-folder';
import { openPostgresStore, type PostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { failureOf } from '../../../src/store/postgres/failure';
import type { PostgresDatabaseOptions } from '../../../src/store/postgres/postgres-database';
import { tryDatabase } from '../../../src/store/postgres/try-database';
import { newFax } from '../../contract/store';
import { eventually } from '../../support/eventually';
import { PacedClock } from '../../support/paced-clock';
import { temporaryFolder } from '../level/temporary-folder';
import { optionsFor, withPostgres } from './with-postgres';

describe('Where the documents of a shared store are', () => {
  const server = withPostgres();
  const opened: PostgresStore[] = [];
  let options: PostgresDatabaseOptions;
  let home: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    options = optionsFor(server());
    const { folder, remove: whole } = await temporaryFolder();
    [home, remove] = [folder, whole];
    for (const name of ['right', 'wrong']) await mkdir(join(home, name), { recursive: true });
  });

  afterEach(async () => {
    await closeAll();
    await remove();
  });

  const closeAll = () => Promise.all(opened.splice(0).map((store) => store.close()));

  /** undefined: in the database. */
  async function open(instance: string, folder: string | undefined): Promise<PostgresStore> {
    const sharedDocuments = folder === undefined ? undefined : new SharedFolder(join(home, folder));
    const store = await openPostgresStore({ ...options, instance, sharedDocuments });
    opened.push(store);
    return store;
  }

  async function codeOf(instance: string, folder: string | undefined): Promise<string | undefined> {
    return (await open(instance, folder)).health.failureCode;
  }

  async function acceptWithDocument(store: PostgresStore): Promise<void> {
    const document = { file: 'a.tif', type: 'image/tiff', filename: 'fax.tif', size: 1, sha256: 'aa' };
    await store.accept(newFax('fax', { document }));
  }

  for (const [what, first, second] of [
    ['in the database, and one looks into a folder', undefined, 'right'],
    ['in a folder, and one looks into the database', 'right', undefined],
    ['in a folder, and one has another one, or its disk is not mounted', 'right', 'wrong'],
    ['in a folder, and that of one does not exist', 'right', 'missing'],
  ] as const) {
    it(`is said where they are ${what}, and nothing is written`, async () => {
      assert.equal(await codeOf('one', first), undefined);
      assert.equal(await codeOf('two', second), 'documents-folder');
      await assert.rejects(acceptWithDocument(opened[1] as PostgresStore));
      assert.equal(await codeOf('three', first), undefined);
    });
  }

  it('is shown by a trial of the store, which changes nothing', async () => {
    const tried = async (folder: string | undefined): Promise<string> => {
      const documents = folder === undefined ? undefined : new SharedFolder(join(home, folder));
      const wanted = { documents: { instance: 'two', documents } };
      try {
        await tryDatabase(server().connection(), options.schema, systemClock(), wanted);
        return 'nothing is wrong';
      } catch (error) {
        const { code, detail = '' } = failureOf(error);
        return `${code} ${detail}`.trim();
      }
    };
    assert.equal(await codeOf('one', undefined), undefined);
    assert.equal(await tried('right'), 'documents-folder in-database');
    assert.equal(await tried(undefined), 'nothing is wrong');
    await closeAll();
    assert.equal(await tried('right'), 'nothing is wrong', 'it may be changed while nobody else is there');
    assert.equal(await codeOf('one', 'right'), undefined);
    assert.equal(await tried(undefined), 'documents-folder in-folder');
    assert.equal(await tried('wrong'), 'documents-folder');
    assert.equal(await tried('right'), 'nothing is wrong');
    assert.deepEqual(await readdir(join(home, 'wrong')), []);
  });

  it('comes right by itself once the disk is there', async () => {
    assert.equal(await codeOf('one', 'right'), undefined);
    await closeAll();
    await rename(join(home, 'right'), join(home, 'away'));
    const store = await open('one', 'right');
    assert.equal(store.health.failureCode, 'documents-folder');
    await rename(join(home, 'away'), join(home, 'right'));
    await eventually('it is mounted', () => store.health.failure === undefined);
  });

  for (const [what, code, harm] of [
    ['is gone', 'documents-folder', (folder: string) => rename(folder, `${folder}-away`)],
    ['has become another one', 'documents-folder', (folder: string) => writeFile(join(folder, 'folder.json'), '{}')],
  ] as const) {
    it(`is red when the folder ${what} while it runs, and goes on once that is mended`, async () => {
      const clock = new PacedClock(server().connection());
      options = { ...options, clock };
      const folder = join(home, 'right', 'pushline-documents');
      try {
        const store = await open('one', 'right');
        const mark = await readFile(join(folder, 'folder.json'));
        await harm(folder);
        await eventually('it is noticed', () => store.health.failureCode === code);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'folder.json'), mark);
        await eventually('it goes on', () => store.health.failure === undefined);
        await closeAll();
      } finally {
        await clock.stop();
      }
    });
  }

  it('may be changed while there are none and nobody else is there, but never from one folder to another', async () => {
    assert.equal(await codeOf('one', undefined), undefined);
    await closeAll();
    assert.equal(await codeOf('one', 'right'), undefined);
    await closeAll();
    assert.equal(await codeOf('one', 'wrong'), 'documents-folder');
    await closeAll();
    assert.equal(await codeOf('one', undefined), undefined);
    await acceptWithDocument(opened.at(-1) as PostgresStore);
    await closeAll();
    assert.equal(await codeOf('one', 'right'), 'documents-folder');
  });

  it('is one place, also where all start at once with different ones', async () => {
    const codes = await Promise.all([codeOf('one', 'right'), codeOf('two', 'wrong'), codeOf('three', undefined)]);
    assert.equal(codes.filter((code) => code === undefined).length, 1, String(codes));
  });
});
