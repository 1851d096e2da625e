import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentFolder } from '../../src/documents/document-folder';
import type { OutgoingPart } from '../../src/documents/outgoing/outgoing-request';
import { storeOutgoing } from '../../src/documents/store-outgoing';
import { joinTiffs } from '../../src/documents/tiff/join-tiff';
import { BadDocumentError, StoreError } from '../../src/domain/errors';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { temporaryFolder } from '../store/level/temporary-folder';
import { documentsHere } from '../support/documents-here';

const NOW = Date.parse('2026-11-21T23:59:59.999Z');

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
  const store = (parts: OutgoingPart[]) =>
    storeOutgoing(
      parts,
      { takes: ['application/pdf', 'application/x-senx'], quality: 'fine', greys: 'text' },
      { worker: documentsHere, documents, now: NOW },
    );

  it('writes it, names it by its day and its bytes, and counts its pages', async () => {
    const fax = sampleFax({ pages: 2 });
    const stored = await store([{ bytes: fax }]);
    assert.equal(stored.pages, 2);
    const sha256 = createHash('sha256').update(fax).digest('hex');
    const [document] = stored.documents;
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
    const stored = await store(parts.map((bytes) => ({ bytes })));
    assert.equal(stored.pages, 5);
    const [document] = stored.documents;
    const joined = joinTiffs(parts);
    assert.deepEqual(await documents.read(document), { found: joined });
    const sha256 = createHash('sha256').update(joined).digest('hex');
    assert.deepEqual([document.sha256, document.size], [sha256, joined.length]);
    assert.deepEqual(await files(), [document.file]);
  });

  it('makes the same document of the same parts, and another of parts in another order', async () => {
    const parts = [{ bytes: sampleFax({ pages: 2 }) }, { text: 'Grüße' }, { bytes: samplePdf() }];
    const hashOf = async (given: OutgoingPart[]) => (await store(given)).documents[0].sha256;
    const first = await hashOf(parts);
    assert.equal(await hashOf([...parts]), first);
    assert.notEqual(await hashOf([...parts].reverse()), first);
  });

  it('gives a PDF its own ending, also one that begins with a blank line', async () => {
    for (const bytes of [samplePdf(), Buffer.concat([Buffer.from('\r\n'), samplePdf()])]) {
      const { documents: stored, pages } = await store([{ bytes }]);
      assert.equal(pages, 1);
      assert.equal(stored[0].type, 'application/pdf');
      assert.match(stored[0].filename, /^20261121-[0-9a-f]{12}\.pdf$/);
    }
  });

  it('takes SENx that says so, whose pages nobody can tell', async () => {
    const stored = await store([{ bytes: Buffer.from('opaque'), isSenx: true }]);
    assert.equal('pages' in stored, false);
    assert.equal(stored.documents[0].type, 'application/x-senx');
    assert.match(stored.documents[0].filename, /\.senx$/);
    assert.match(stored.documents[0].file, /\.senx$/);
  });

  it('writes nothing if one of them is bad', async () => {
    await assert.rejects(store([{ bytes: sampleFax() }, { bytes: Buffer.from('no fax') }]), BadDocumentError);
    await assert.rejects(store([]), /no document/);
    assert.deepEqual(await files(), []);
  });

  it('leaves nothing behind if the disk fails', async () => {
    documents.write = () => Promise.reject(new StoreError('the disk is full'));
    await assert.rejects(store([{ bytes: sampleFax() }, { bytes: sampleFax() }]), StoreError);
    assert.deepEqual(await files(), []);
  });
});
