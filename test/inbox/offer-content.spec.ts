import assert from 'node:assert/strict';
import { readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { createDocumentFetcher } from '../../src/inbox/fetch-documents';
import { DEFAULT_RETENTION } from '../../src/domain/retention';
import { receivedFax, TIFF, tiffOf } from '../support/events';
import { flipBit } from '../support/flip-bit';
import { newStanding } from '../support/standing';
import { eventually } from '../support/eventually';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { Offering } from '../support/offering';

describe('the documents of offers', () => {
  let inbox: InboxRig;
  let offering: Offering;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    offering = new Offering(inbox);
    await inbox.take(fax, { document: TIFF });
  });

  afterEach(async () => {
    await offering.pause();
    await inbox.close();
  });

  const storedFile = async (): Promise<string> =>
    join(inbox.folder, 'documents', (await inbox.row(fax)).document?.file ?? '');

  it('hands over bytes to a node that wants them, and no path', async () => {
    const node = offering.node('node-1');
    await offering.resume();
    const { data, path } = node.got[0]?.document ?? {};
    assert.deepEqual(data, TIFF);
    assert.equal(path, undefined);
  });

  it('hands over a path of the flow’s own to a node that wants one, and no bytes', async () => {
    const node = offering.node('node-1', { document: 'path' });
    await offering.resume();
    const { path = '', data, filename } = node.got[0]?.document ?? {};
    assert.equal(data, undefined);
    assert(path.endsWith(filename ?? '?'));
    assert.notEqual(path, await storedFile());
    assert.deepEqual(await readFile(path), TIFF);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('gives the same path and filename on every offer', async () => {
    const node = offering.node('node-1', { document: 'path' });
    await offering.resume();
    await offering.pause();
    offering.offers.removeSourceNode('node-1');
    offering.offers.addSourceNode(node);
    await offering.resume();
    assert.equal(node.got.length, 2);
    assert.deepEqual(node.got[0]?.document, node.got[1]?.document);
  });

  it('says of a damaged document that it is', async () => {
    const node = offering.node('node-1');
    await inbox.take(receivedFax('job-2'), { document: TIFF, stated: { length: 1 } });
    await offering.resume();
    assert.deepEqual(
      node.got.map(({ document }) => document?.damaged),
      [undefined, true],
    );
  });

  for (const document of ['data', 'path'] as const) {
    for (const [what, spoil] of [
      ['is gone', (file: string) => rm(file)],
      ['has lost bytes', (file: string) => truncate(file, 3)],
      ['has a flipped bit', (file: string) => flipBit(file)],
    ] as const) {
      it(`fetches a document again whose file ${what} (${document})`, async () => {
        await spoil(await storedFile());
        const node = offering.node('node-1', { document });
        await offering.resume();
        assert.equal(node.got.length, 0, 'not without its document');
        assert.equal((await inbox.row(fax)).state, 'fetching');
        assert.equal(offering.lostDocuments, 1);
        assert.equal(offering.offers.open, 0);

        const fetcher = createDocumentFetcher({
          ...inbox,
          standing: newStanding(inbox.clock),
          holding: { isHeld: true },
          random: () => 0,
          scope: SCOPE,
          retention: DEFAULT_RETENTION,
          fetch: async () => ({ event: fax, document: await inbox.documents.write(TIFF), stated: {} }),
          ping: () => Promise.resolve(),
          onFetched: () => offering.offers.wake(),
        });
        fetcher.wake();
        await eventually('it is offered', () => node.got.length === 1);
        await fetcher.stop();
        assert.equal(node.got[0]?.document?.size, TIFF.length);
      });
    }
  }

  it('delivers a damaged document, and says so, where the provider no longer has a good one', async () => {
    await flipBit(await storedFile());
    const node = offering.node('node-1');
    await offering.resume();
    assert.equal((await inbox.row(fax)).state, 'fetching');
    await inbox.store.attach(inbox.keyOf(fax), { missing: 'the provider no longer has the document' });
    offering.offers.wake();
    await eventually('it is offered', () => node.got.length === 1);
    const { data, damaged, convertError } = node.got[0]?.document ?? {};
    assert.deepEqual([damaged, convertError], [true, undefined]);
    assert.deepEqual(data, await readFile(await storedFile()));
    assert.notDeepEqual(data, TIFF);
  });

  it('delivers a fax whose document cannot be had with a reason in its place', async () => {
    const bare = receivedFax('job-2');
    await inbox.take(bare, { source: 'poll' });
    await inbox.store.attach(inbox.keyOf(bare), { missing: 'the provider no longer has the document' });
    const node = offering.node('node-1', { document: 'path' });
    await offering.resume();
    const { filename = '', ...rest } = node.got[1]?.document ?? {};
    assert.match(filename, /^fax-20261120-115930-[0-9a-f]{12}\.bin$/);
    assert.deepEqual(rest, {
      type: 'application/octet-stream',
      size: 0,
      sha256: '',
      convertError: 'the provider no longer has the document',
    });
  });

  it('reads one document at a time', async () => {
    const documents = Object.create(inbox.documents) as typeof inbox.documents;
    let reading = 0;
    let most = 0;
    documents.read = async (document) => {
      reading += 1;
      most = Math.max(most, reading);
      const data = await inbox.documents.read(document);
      reading -= 1;
      return data;
    };
    offering = new Offering({ ...inbox, documents });
    const [first, second] = [offering.node('node-1'), offering.node('node-2')];
    for (let i = 2; i < 8; i += 1) await inbox.take(receivedFax(`job-${i}`), { document: tiffOf(100_000) });
    await offering.resume();
    assert.deepEqual([first.got.length, second.got.length], [7, 7]);
    assert.equal(most, 1);
  });
});
