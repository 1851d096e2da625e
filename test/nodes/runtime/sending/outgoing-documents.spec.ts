import assert from 'node:assert/strict';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { outgoingDocuments } from '../../../../nodes/runtime/sending/outgoing-documents';
import { DocumentFolder } from '../../../../src/documents/document-folder';
import { storeOutgoing } from '../../../../src/documents/store-outgoing';
import { BadDocumentError, BadInputError } from '../../../../src/domain/errors';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { temporaryFolder } from '../../../store/level/temporary-folder';
import { documentsHere } from '../../../support/documents-here';
import { laidOut } from '../../../support/laid-out';

const MB = 1024 * 1024;
const WISH = { takes: [], quality: 'fine', greys: 'text' } as const;

describe('the documents that a message asks to send', () => {
  let store: string;
  let root: string;
  let remove: () => Promise<void>;
  let documents: DocumentFolder;

  beforeEach(async () => {
    ({ folder: store, remove } = await temporaryFolder());
    await mkdir(store);
    root = await realpath(dirname(store));
    documents = new DocumentFolder(store);
    await writeFile(join(root, 'fax.tif'), 'a file');
  });

  afterEach(() => remove());

  const outgoing = (value: unknown) => outgoingDocuments(value, { roots: [root], forbidden: store, documents });
  const texts = async (value: unknown): Promise<string[]> =>
    (await outgoing(value)).map((part) =>
      'bytes' in part ? Buffer.from(part.bytes).toString() : JSON.stringify(part),
    );

  async function handedOver(): Promise<string> {
    const stored = await storeOutgoing([{ bytes: sampleFax() }], WISH, { worker: documentsHere, documents });
    const [document] = stored.documents;
    assert.ok(document);
    return laidOut(documents, document);
  }

  it('are the bytes of a Buffer, or of an array of bytes, also one that a function node made', async () => {
    const bytes = Buffer.from('bytes');
    assert.deepEqual(await outgoing(bytes), [{ bytes }]);
    assert.deepEqual(await texts(new Uint8Array(Buffer.from('xbytesx')).subarray(1, 6)), ['bytes']);
    assert.deepEqual(await texts(runInNewContext('new Uint8Array([98, 121])')), ['by']);
  });

  it('are a file below a root, by its path', async () => {
    assert.deepEqual(await texts('fax.tif'), ['a file']);
    assert.deepEqual(await texts(join(root, 'fax.tif')), ['a file']);
    await assert.rejects(outgoing('missing.tif'), BadInputError);
    await assert.rejects(outgoing('/etc/hostname'), BadInputError);
  });

  it('are told as text where that is what came, whatever it is the content of', async () => {
    const asText = sampleFax().toString();
    for (const value of [asText, '%PDF-1.4\n…', 'Dear Sir,\nplease', sampleFax().toString('base64')]) {
      for (const given of [value, [value], { document: { data: value } }, { document: { path: value } }]) {
        await assert.rejects(
          outgoing(given),
          (error) =>
            error instanceof BadDocumentError && /set the read file node to a single Buffer object/.test(error.message),
        );
      }
    }
  });

  it('are what a received fax carries: bytes, bytes that went through JSON, or a path', async () => {
    const data = Buffer.from('received');
    assert.deepEqual(await texts({ id: '1', document: { type: 'image/tiff', data } }), ['received']);
    assert.deepEqual(await texts(JSON.parse(JSON.stringify({ document: { data } }))), ['received']);
    assert.deepEqual(await texts({ document: { path: 'fax.tif' } }), ['a file']);
  });

  it('are what the store gave to the flow, but nothing else of the store', async () => {
    const path = await handedOver();
    assert.deepEqual(await outgoing({ document: { path } }), [{ bytes: sampleFax() }]);
    await assert.rejects(outgoing(path), BadInputError, 'a text names no file of the store');
    const [stored] = (await storeOutgoing([{ bytes: sampleFax() }], WISH, { worker: documentsHere, documents }))
      .documents;
    const own = join(store, 'documents', stored?.file ?? '');
    await assert.rejects(outgoing({ document: { path: own } }), BadInputError);
    await assert.rejects(outgoing({ document: { path: join(store, 'flow', '..', 'documents', stored?.file ?? '') } }));
  });

  it('are a text to be written on a page', async () => {
    assert.deepEqual(await outgoing({ text: 'Dear Sir' }), [{ text: 'Dear Sir' }]);
    assert.deepEqual(await outgoing([{ text: 'a' }, Buffer.from('b')]), [{ text: 'a' }, { bytes: Buffer.from('b') }]);
  });

  it('are a list of these, in order', async () => {
    const list = [Buffer.from('one'), 'fax.tif', { document: { data: Buffer.from('three') } }];
    assert.deepEqual(await texts(list), ['one', 'a file', 'three']);
    assert.equal((await outgoing(Array.from({ length: 20 }, () => Buffer.from('x')))).length, 20);
    await assert.rejects(outgoing(Array.from({ length: 21 }, () => Buffer.from('x'))), /at most 20 documents/);
    await assert.rejects(outgoing([]), /no document/);
    await assert.rejects(outgoing([[Buffer.from('x')]]), /no document/);
  });

  it('are labelled only where they are SENx', async () => {
    const bytes = Buffer.from('opaque');
    const senx = { bytes, isSenx: true };
    await writeFile(join(root, 'fax.SENX'), bytes);
    assert.deepEqual(await outgoing({ document: { data: bytes, type: 'application/x-senx' } }), [senx]);
    assert.deepEqual(await outgoing('fax.SENX'), [senx]);
    assert.deepEqual(await outgoing({ document: { data: bytes, type: 'image/png' } }), [{ bytes }]);
  });

  it('are what their bytes and ending say where they are named by a path, whatever the message says', async () => {
    await writeFile(join(root, 'package.json'), '{}');
    const document = { path: 'package.json', type: 'application/x-senx' };
    assert.deepEqual(await outgoing({ document }), [{ bytes: Buffer.from('{}') }]);
    assert.deepEqual(await outgoing({ document: { ...document, filename: 'fax.senx' } }), [
      { bytes: Buffer.from('{}') },
    ]);
  });

  it('are no more than a fax may have, together', async () => {
    const large = Buffer.alloc(16 * MB);
    await assert.rejects(outgoing([large, large]), /at most 30 MB/);
    await assert.rejects(outgoing([{ document: { data: large } }, large]), BadDocumentError);
  });

  it('are nothing else', async () => {
    for (const value of [
      ...[undefined, null, 0, 7, true, {}, { data: Buffer.from('x') }, { document: null }, { document: 'fax.tif' }],
      ...[
        { document: {} },
        { document: { path: 7 } },
        { document: [] },
        new Date(),
        Symbol('x'),
        (): void => undefined,
      ],
      ...[{ document: { data: 'text' } }, { document: { data: { type: 'Buffer', data: 'text' } } }],
      ...[
        { document: { data: { type: 'Buffer', data: [1, 256] } } },
        { document: { data: { type: 'Buffer', data: ['1'] } } },
      ],
      ...[{ document: { data: { type: 'Buffer', data: [1.5] } } }, new Uint16Array(2), new ArrayBuffer(2)],
    ]) {
      await assert.rejects(
        outgoing(value),
        (error) => error instanceof BadDocumentError && /no document/.test(error.message),
      );
    }
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (value) => {
        await outgoing(value).catch((error: unknown) => {
          assert.ok(error instanceof BadDocumentError || error instanceof BadInputError, String(error));
        });
      }),
    );
  });
});
