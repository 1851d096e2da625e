import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentFolder } from '../../src/documents/document-folder';
import { inspectTiff } from '../../src/documents/inspect-tiff';
import { storeOutgoing } from '../../src/documents/store-outgoing';
import { joinTiffs } from '../../src/documents/tiff/join-tiff';
import { BadDocumentError, StoreError } from '../../src/domain/errors';
import { sampleFax } from '../../src/simulator/sample-fax/sample-fax';
import { samplePdf } from '../../src/simulator/sample-fax/sample-pdf';
import { temporaryFolder } from '../store/level/temporary-folder';
import { tiffFile } from './tiff/tiff-file';

const NOW = Date.parse('2026-11-21T23:59:59.999Z');
const MB = 1024 * 1024;

describe('storing documents to be faxed', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let documents: DocumentFolder;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    documents = new DocumentFolder(folder);
  });

  afterEach(() => remove());

  const files = (): Promise<string[]> => readdir(join(folder, 'documents')).catch(() => []);

  it('writes it, names it by its day and its bytes, and counts its pages', async () => {
    const fax = sampleFax({ pages: 2 });
    const stored = await storeOutgoing([fax], documents, NOW);
    assert.equal(stored.pages, 2);
    const sha256 = createHash('sha256').update(fax).digest('hex');
    const [document] = stored.documents;
    assert(document);
    const { file, ...rest } = document;
    assert.match(file, /\.tif$/);
    assert.deepEqual(rest, {
      ...{ type: 'image/tiff', filename: `20261121-${sha256.slice(0, 12)}.tif` },
      ...{ size: fax.length, sha256 },
    });
    assert.deepEqual(await documents.read(document), { found: fax });
  });

  it('joins several TIFFs into the one document that is sent', async () => {
    const parts = [sampleFax({ pages: 2 }), sampleFax({ pages: 3 })];
    const stored = await storeOutgoing(parts, documents, NOW);
    assert.equal(stored.pages, 5);
    assert.equal(stored.documents.length, 1);
    const [document] = stored.documents;
    assert(document);
    const joined = joinTiffs(parts);
    assert.deepEqual(await documents.read(document), { found: joined });
    assert.equal(inspectTiff(joined).pages, 5);
    const sha256 = createHash('sha256').update(joined).digest('hex');
    assert.deepEqual([document.sha256, document.size], [sha256, joined.length]);
    assert.deepEqual(await files(), [document.file]);
  });

  it('makes the same document of the same parts, and another of parts in another order', async () => {
    const parts = [sampleFax({ pages: 2 }), sampleFax({ pages: 3 })];
    const hashOf = async (given: Buffer[]): Promise<string | undefined> =>
      (await storeOutgoing(given, documents, NOW)).documents[0]?.sha256;
    const first = await hashOf(parts);
    assert.equal(await hashOf([...parts]), first);
    assert.notEqual(await hashOf([...parts].reverse()), first);
  });

  it('gives a PDF its own ending, also one that begins with a blank line', async () => {
    for (const bytes of [samplePdf(), Buffer.concat([Buffer.from('\r\n'), samplePdf()])]) {
      const { documents: stored, pages } = await storeOutgoing([bytes], documents, NOW);
      assert.equal(pages, 1);
      assert.equal(stored[0]?.type, 'application/pdf');
      assert.match(stored[0].filename, /^20261121-[0-9a-f]{12}\.pdf$/);
    }
  });

  it('takes SENx that says so, whose pages nobody can tell', async () => {
    const senx = { bytes: Buffer.from('opaque'), claimedType: 'application/x-senx' };
    const stored = await storeOutgoing([senx], documents, NOW);
    assert.equal('pages' in stored, false);
    assert.equal(stored.documents[0]?.type, 'application/x-senx');
    assert.match(stored.documents[0].filename, /\.senx$/);
    assert.match(stored.documents[0].file, /\.senx$/);
  });

  it('writes nothing if one of them is bad', async () => {
    await assert.rejects(storeOutgoing([sampleFax(), Buffer.from('no fax')], documents), BadDocumentError);
    await assert.rejects(storeOutgoing([], documents), /no document/);
    assert.deepEqual(await files(), []);
  });

  it('makes one fax of several documents only where all are TIFF', async () => {
    await assert.rejects(storeOutgoing([sampleFax(), samplePdf()], documents), /only if all are TIFF/);
    await assert.rejects(storeOutgoing([samplePdf(), samplePdf()], documents), /only if all are TIFF/);
    assert.deepEqual(await files(), []);
  });

  it('holds the limits of pages and bytes for all of them together', async () => {
    const pages = (count: number): Buffer => tiffFile(Array.from({ length: count }, () => ({})));
    assert.equal((await storeOutgoing([pages(100), pages(99)], documents)).pages, 199);
    await assert.rejects(storeOutgoing([pages(100), pages(100)], documents), /at most 199 pages/);
    const large = tiffFile([{ strips: [Buffer.alloc(16 * MB)] }]);
    await assert.rejects(storeOutgoing([large, large], documents), /at most 30 MB/);
    assert.equal((await files()).length, 1);
  });

  it('leaves nothing behind if the disk fails', async () => {
    documents.write = () => Promise.reject(new StoreError('the disk is full'));
    await assert.rejects(storeOutgoing([sampleFax(), sampleFax()], documents), StoreError);
    assert.deepEqual(await files(), []);
  });
});
