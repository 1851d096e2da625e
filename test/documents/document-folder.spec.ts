import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { DocumentFolder } from '../../src/documents/document-folder';
import type { StoredDocument } from '../../src/domain/document';
import { StoreError } from '../../src/domain/errors';
import { TIFF } from '../support/events';
import { flipBit } from '../support/flip-bit';
import { laidOut } from '../support/laid-out';
import { temporaryFolder } from '../store/level/temporary-folder';

describe('the folder of documents', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let documents: DocumentFolder;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    documents = new DocumentFolder(folder);
  });

  afterEach(() => remove());

  const files = (): Promise<string[]> => readdir(join(folder, 'documents'));
  const fileOf = (document: { file: string }): string => join(folder, 'documents', document.file);

  async function store(bytes: Buffer | Readable = TIFF): Promise<StoredDocument> {
    const { file, size, sha256, type } = await documents.write(bytes);
    return { file, size, sha256, type, filename: 'fax-1.tif' };
  }

  const pathOf = (document: StoredDocument): Promise<string> => laidOut(documents, document);

  it('writes bytes under a generated name and says what they are', async () => {
    const written = await documents.write(TIFF, 'application/pdf');
    assert.deepEqual(await files(), [written.file]);
    assert.match(written.file, /^[0-9a-f-]{36}\.tif$/);
    assert.deepEqual(await readFile(fileOf(written)), TIFF);
    assert.equal(written.type, 'image/tiff', 'by its bytes, not by its label');
    assert.equal(written.size, TIFF.length);
    assert.equal(written.sha256, createHash('sha256').update(TIFF).digest('hex'));
    assert.equal(written.md5, createHash('md5').update(TIFF).digest('hex'));
  });

  it('is private: folders 0700, files 0600, also under a loose umask', async () => {
    const before = process.umask(0);
    try {
      const document = await store();
      const path = await pathOf(document);
      for (const [name, mode] of [
        [join(folder, 'documents'), 0o700],
        [join(folder, 'flow'), 0o700],
        [dirname(path), 0o700],
        [fileOf(document), 0o600],
        [path, 0o600],
      ] as const) {
        assert.equal((await stat(name)).mode & 0o777, mode, name);
      }
    } finally {
      process.umask(before);
    }
  });

  it('writes a stream as it comes, in whatever slices', async () => {
    const document = await store(Readable.from([...TIFF].map((byte) => Buffer.from([byte]))));
    assert.deepEqual(await documents.read(document), { found: TIFF });
    assert.equal(document.type, 'image/tiff');
  });

  it('leaves nothing behind of a stream that breaks, and passes its error on', async () => {
    const broken = new Error('connection reset');
    const source = Readable.from(
      (function* () {
        yield TIFF;
        throw broken;
      })(),
    );
    await assert.rejects(documents.write(source), broken);
    assert.deepEqual(await files(), []);
  });

  it('never shows a file before it is whole', async () => {
    let seen: string[] = [];
    const source = Readable.from(
      (async function* () {
        yield TIFF;
        await new Promise(setImmediate);
        seen = await files();
        yield TIFF;
      })(),
    );
    await documents.write(source);
    assert.equal(seen.length, 1);
    assert.match(seen[0] ?? '', /\.part$/);
    assert.match((await files())[0] ?? '', /\.tif$/);
  });

  it('says when the disk is the cause, without a path', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'documents'), 'a file where the folder should be');
    await assert.rejects(documents.write(TIFF), (error) => {
      assert(error instanceof StoreError);
      assert(!error.message.includes(folder));
      return true;
    });
  });

  it('creates its folder again when it has vanished', async () => {
    await store();
    await rm(join(folder, 'documents'), { recursive: true });
    const document = await store();
    assert.deepEqual(await documents.read(document), { found: TIFF });
  });

  it('reads a document only if every bit is unchanged', async () => {
    const document = await store();
    await flipBit(fileOf(document));
    assert.deepEqual(await documents.read(document), { lost: 'damaged' });
    assert.deepEqual(await documents.handOver(document), { lost: 'damaged' });
    await truncate(fileOf(document), 3);
    assert.deepEqual(await documents.read(document), { lost: 'damaged' });
    await rm(fileOf(document));
    assert.deepEqual(await documents.read(document), { lost: 'missing' });
    assert.deepEqual(await documents.handOver(document), { lost: 'missing' });
  });

  it('gives a document that is known to be damaged as it is now', async () => {
    const document = { ...(await store()), damaged: true };
    const bytes = await flipBit(fileOf(document));
    assert.deepEqual(await documents.read(document), { found: bytes });
    assert.deepEqual(await readFile(await pathOf(document)), bytes);
  });

  it('hands out slices of a large document in order', async () => {
    const large = Buffer.concat([TIFF, Buffer.from(Array.from({ length: 700_001 }, (_, index) => index % 251))]);
    const document = await store(large);
    assert.deepEqual(await documents.read(document), { found: large });
    assert.deepEqual(await readFile(await pathOf(document)), large);
  });

  it('does not take a disk that cannot be read for a lost document', async () => {
    const document = await store();
    await rm(fileOf(document));
    await mkdir(fileOf(document));
    await assert.rejects(documents.read(document), StoreError);
  });

  describe('what a flow is given', () => {
    it('has the document’s own name, and is the same on every offer', async () => {
      const document = await store();
      const path = await pathOf(document);
      assert(path.endsWith('/fax-1.tif'));
      assert.deepEqual(await readFile(path), TIFF);
      assert.equal(await pathOf(document), path);
    });

    it('is restored when a crash or the flow left something else there', async () => {
      const document = await store();
      const path = await pathOf(document);
      await rm(path);
      await writeFile(path, 'half');
      assert.equal(await pathOf(document), path);
      assert.deepEqual(await readFile(path), TIFF);
    });

    it('may be written to in place: the store’s own file stays what it was, and so does the next offer', async () => {
      const document = await store();
      const path = await pathOf(document);
      await flipBit(path);
      assert.deepEqual(await documents.read(document), { found: TIFF });
      assert.equal(await pathOf(document), path);
      assert.deepEqual(await readFile(path), TIFF);
    });

    it('leaves the store’s file alone when the flow deletes or moves it', async () => {
      const document = await store();
      await rm(await pathOf(document));
      assert.deepEqual(await documents.read(document), { found: TIFF });
    });

    it('goes with the document', async () => {
      const document = await store();
      const path = await pathOf(document);
      await documents.remove(document.file);
      await documents.remove(document.file);
      await assert.rejects(stat(path), { code: 'ENOENT' });
      assert.deepEqual(await files(), []);
      assert.deepEqual(await readdir(join(folder, 'flow')), []);
    });
  });

  it('removes nothing outside its folder, whatever a row says', async () => {
    const outside = join(folder, 'outside.tif');
    await store();
    await writeFile(outside, 'x');
    await documents.remove('../outside.tif');
    assert.equal((await readFile(outside)).toString(), 'x');
  });

  describe('the sweep', () => {
    it('removes what no row knows, except what its own process has written, whatever the wall clock says', async () => {
      const [known, stray] = [await store(), await store()];
      const next = new DocumentFolder(folder);
      const { file: fresh } = await next.write(TIFF);
      for (const name of await files()) await utimes(join(folder, 'documents', name), 0, 0);
      const removed = await next.sweep((file) => Promise.resolve(file === known.file));
      assert.equal(removed, 1);
      assert.deepEqual((await files()).sort(), [known.file, fresh].sort());
      assert.equal((await files()).includes(stray.file), false);
    });

    it('removes what a flow was given of a document that was lost', async () => {
      const [kept, lost] = [await store(), await store()];
      const paths = [await pathOf(kept), await pathOf(lost)];
      await rm(fileOf(lost));
      await new DocumentFolder(folder).sweep(() => Promise.resolve(true));
      assert.deepEqual(await readFile(paths[0] ?? ''), TIFF);
      await assert.rejects(stat(paths[1] ?? ''), { code: 'ENOENT' });
    });

    it('has nothing to do where there is no folder yet', async () => {
      assert.equal(await documents.sweep(() => Promise.resolve(false)), 0);
    });
  });
});
