import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ReceivedConverter } from '../../src/documents/received-converter';
import { ConvertError } from '../../src/domain/errors';
import { InFlow } from '../../src/inbox/in-flow';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { documentsHere } from '../support/documents-here';
import { receivedFax, TIFF } from '../support/events';
import { MINUTE, openInbox, type InboxRig } from '../support/inbox';
import { Offering, type TestNode, type TestNodeOptions } from '../support/offering';

const FAX = sampleFax({ pages: 2 });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the formats of offers', () => {
  let inbox: InboxRig;
  let offering: Offering;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox);
  });

  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  async function offered(document: Buffer, options: TestNodeOptions) {
    await inbox.take(fax, { document });
    const node = offering.node('node-1', options);
    await offering.resume();
    assert.ok(node.got[0]);
    return node.got[0];
  }

  async function again(node: TestNode) {
    await offering.pause();
    offering.offers.removeSourceNode(node.id);
    offering.offers.addSourceNode(node);
    await offering.resume();
  }

  it('makes a PDF of a TIFF, and tells where the fax is as it came', async () => {
    const { document, original, images } = await offered(FAX, { format: 'pdf' });
    assert.ok(document?.data && original?.path);
    assert.equal(document.data.toString('latin1', 0, 5), '%PDF-');
    assert.deepEqual({ ...document, data: undefined }, {
      ...{ type: 'application/pdf', filename: original.filename.replace(/tif$/, 'pdf') },
      ...{ size: document.data.length, sha256: sha256(document.data), data: undefined },
    }); // prettier-ignore
    assert.deepEqual(await readFile(original.path), FAX);
    assert.deepEqual([original.type, original.size, original.sha256], ['image/tiff', FAX.length, sha256(FAX)]);
    assert.equal(images, undefined);
  });

  it('gives the same bytes on every offer, also as a file, whatever the flow wrote there', async () => {
    await inbox.take(fax, { document: FAX });
    const [one, other] = [
      offering.node('data', { format: 'pdf' }),
      offering.node('path', { format: 'pdf', document: 'path' }),
    ];
    await offering.resume();
    const { path = '', data, filename } = other.got[0]?.document ?? {};
    assert.equal(data, undefined);
    assert.ok(path.endsWith(`/${filename}`));
    const bytes = await readFile(path);
    assert.deepEqual(bytes, one.got[0]?.document?.data);
    await writeFile(path, 'something else');
    await again(other);
    await again(one);
    assert.deepEqual(await readFile(path), bytes);
    assert.deepEqual(one.got.at(-1)?.document, one.got[0]?.document);
    assert.deepEqual(other.got.at(-1)?.document, other.got[0]?.document);
    const folder = await readdir(dirname(path));
    assert.deepEqual(folder.filter((name) => name.endsWith('.part')), []); // prettier-ignore
  });

  it('leaves a fax alone that came as PDF', async () => {
    const pdf = samplePdf();
    const { document, original } = await offered(pdf, { format: 'pdf' });
    assert.deepEqual([document?.data, document?.type, original], [pdf, 'application/pdf', undefined]);
  });

  it('makes pictures of the pages, beside the fax as it came', async () => {
    const { document, images, original } = await offered(FAX, { format: 'png' });
    assert.equal(images?.length, 2);
    for (const image of images) assert.ok(Buffer.isBuffer(image) && image.toString('latin1', 1, 4) === 'PNG');
    assert.deepEqual([document?.data, document?.type, original], [FAX, 'image/tiff', undefined]);
  });

  it('gives pictures as files where paths are wanted', async () => {
    const { document, images } = await offered(FAX, { format: 'png', document: 'path' });
    assert.equal(images?.length, 2);
    for (const [index, image] of images.entries()) {
      assert.equal(typeof image, 'string');
      assert.match(String(image), new RegExp(`-00${index + 1}\\.png$`));
      assert.equal((await readFile(image)).toString('latin1', 1, 4), 'PNG');
    }
    assert.equal(document?.data, undefined);
    assert.deepEqual(await readFile(document?.path ?? ''), FAX);
  });

  it('delivers a damaged fax, and says what is wrong with it', async () => {
    for (const format of ['pdf', 'png'] as const) {
      await inbox.take(receivedFax(format, { to: format }), { document: FAX.subarray(0, -300) });
    }
    const nodes = (['pdf', 'png'] as const).map((format) =>
      offering.node(format, {
        format,
        wants: () => ({ kinds: ['fax.received'], numbers: { filter: format, country: '' } }),
      }),
    );
    await offering.resume();
    for (const { got } of nodes) {
      const { damaged, warnings, convertError } = got[0]?.document ?? {};
      assert.equal(damaged, true);
      assert.match(warnings?.[0] ?? '', /^page 2: \d+ of 2292 lines are damaged, \d+ of them in a row$/);
      assert.equal(convertError, undefined);
    }
    assert.equal(nodes[0]?.got[0]?.original?.damaged, undefined, 'its bytes are as they came');
  });

  for (const format of ['pdf', 'png'] as const) {
    it(`delivers a fax as it came that cannot be made ${format}, with the reason`, async () => {
      const { document, original, images } = await offered(TIFF, { format });
      assert.deepEqual(document?.data, TIFF);
      assert.equal(document.type, 'image/tiff');
      assert.match(document.filename, /\.tif$/);
      assert.match(document.convertError ?? '', /damaged/);
      assert.deepEqual([original, images], [undefined, undefined]);
    });
  }

  it('never loses a fax to the worker: what hung once is not tried again, what comes after it goes on', async () => {
    let asked = 0;
    const converter = new ReceivedConverter({
      run: (kind, request) => {
        asked += 1;
        return asked === 1
          ? Promise.reject(new ConvertError('it takes too long', false))
          : documentsHere.run(kind, request);
      },
    });
    offering = new Offering(inbox, { converter });
    await inbox.take(receivedFax('hangs'), { document: FAX });
    const node = offering.node('node-1', { format: 'pdf' });
    await offering.resume();
    await again(node);
    await inbox.take(receivedFax('sound'), { document: FAX });
    await again(node);
    assert.equal(asked, 2);
    const [first, second] = node.got;
    assert.deepEqual([first?.document?.data, first?.document?.convertError], [FAX, 'it takes too long']);
    assert.deepEqual(second?.document, first?.document);
    assert.equal(node.got.find(({ key }) => key.endsWith('sound'))?.document?.type, 'application/pdf');
  });

  it('converts a fax a minute later whose turn did not come, and meanwhile goes on with the others', async () => {
    let isFull = true;
    const converter = new ReceivedConverter({
      run: (kind, request) =>
        isFull
          ? Promise.reject(new ConvertError('no thread could be started for the document', true))
          : documentsHere.run(kind, request),
    });
    offering = new Offering(inbox, { converter });
    await inbox.take(fax, { document: FAX });
    const node = offering.node('node-1', { format: 'pdf' });
    await offering.resume();
    isFull = false;
    await inbox.take(receivedFax('job-2'), { document: FAX });
    await offering.settled();
    assert.deepEqual(node.ids, ['job-2']);
    inbox.clock.advance(MINUTE);
    await offering.settled();
    assert.deepEqual(node.ids, ['job-2', 'job-1']);
    assert.equal(node.got[1]?.document?.type, 'application/pdf');
  });

  it('delivers a fax as it came whose turn does not come for minutes, to all nodes', async () => {
    const converter = new ReceivedConverter({
      run: () => Promise.reject(new ConvertError('no thread could be started for the document', true)),
    });
    offering = new Offering(inbox, { converter });
    await inbox.take(fax, { document: FAX });
    const nodes = (['pdf', 'png'] as const).map((format) => offering.node(format, { format }));
    await offering.resume();
    for (let minutes = 1; minutes < 5; minutes += 1) {
      assert.deepEqual(nodes.map(({ got }) => got.length), [0, 0]); // prettier-ignore
      inbox.clock.advance(MINUTE);
      await offering.settled();
    }
    for (const { got } of nodes) {
      assert.deepEqual(got[0]?.document?.data, FAX);
      assert.match(got[0]?.document?.convertError ?? '', /no thread/);
    }
  });

  it('waits for no conversion when flows stop, and offers the fax at the next start', async () => {
    let begun: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const converter = new ReceivedConverter({
      run: () => {
        begun();
        return new Promise<never>(() => undefined);
      },
    });
    const stuck = new Offering(inbox, { converter });
    await inbox.take(fax, { document: FAX });
    const node = stuck.node('node-1', { format: 'pdf' });
    void stuck.resume();
    await begins;
    await stuck.pause();
    assert.equal(node.got.length, 0);
    const next = offering.node('node-1', { format: 'pdf' });
    await offering.resume();
    assert.equal(next.got[0]?.document?.type, 'application/pdf');
  });

  it('fetches a document again that is gone, whatever format is wanted', async () => {
    await inbox.take(fax, { document: FAX });
    const file = (await inbox.row(fax)).document?.file ?? '';
    await writeFile(join(inbox.folder, 'documents', file), 'other bytes');
    const node = offering.node('node-1', { format: 'pdf' });
    await offering.resume();
    assert.deepEqual([node.got.length, offering.lostDocuments], [0, 1]);
  });

  it('delivers the PDF where the disk has no room for a copy of the fax as it came', async () => {
    await inbox.take(fax, { document: FAX });
    const file = (await inbox.row(fax)).document?.file ?? '';
    // A file where the folder should be.
    await mkdir(join(inbox.folder, 'flow'));
    await writeFile(join(inbox.folder, 'flow', file.replace('.tif', '')), '');
    const node = offering.node('node-1', { format: 'pdf' });
    await offering.resume();
    const { document, original } = node.got[0] ?? {};
    assert.equal(document?.type, 'application/pdf');
    assert.deepEqual([original?.path, original?.type], [undefined, 'image/tiff']);
  });
});

describe('what a flow holds', () => {
  it('counts the real size of an offer', () => {
    const held = new InFlow();
    held.add('a', 10, ['node-1']);
    held.weigh('a', InFlow.MAX_BYTES, ['node-1']);
    assert.equal(held.hasRoomFor(1), false);
    assert.deepEqual(held.of('node-1'), ['a']);
    held.weigh('b', 1, []);
    assert.equal(held.size, 1);
  });
});
