import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentFolder } from '../../src/documents/document-folder';
import { StoreError } from '../../src/domain/errors';
import { accept } from '../../src/inbox/accept';
import { faxStatus, receivedFax, TIFF, tiffOf } from '../support/events';
import { openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { systemError } from '../store/level/faulty-level';

describe('accept', () => {
  let inbox: InboxRig;

  beforeEach(async () => {
    inbox = await openInbox();
  });

  afterEach(() => inbox.close());

  const files = (): Promise<string[]> => readdir(join(inbox.folder, 'documents'));
  const md5 = createHash('md5').update(TIFF).digest();

  it('stores a fax under provider, account, kind and id, with its document beside it', async () => {
    const fax = receivedFax('job-1');
    const result = await inbox.take(fax, { document: TIFF });
    assert.deepEqual(result, { outcome: 'stored', state: 'new', conflict: false, attached: false });
    const row = await inbox.row(fax);
    assert.equal(row.key, 'etherfax:efax-1:fax.received:job-1');
    assert.equal(row.connection, 'connection-1');
    assert.equal(row.source, 'push');
    assert.equal(row.to, '+15550100001');
    assert.equal(row.storedAt, inbox.clock.now());
    assert.equal(row.attempt, 0);
    assert.deepEqual(await files(), [row.document?.file]);
    assert.equal(row.document?.type, 'image/tiff');
    assert.match(row.document.filename, /^fax-20261120-115930-[0-9a-f]{12}\.tif$/);
    assert.equal(row.document.size, TIFF.length);
    assert.equal(row.document.sha256, createHash('sha256').update(TIFF).digest('hex'));
    assert.equal(row.document.damaged, undefined);
  });

  it('has the whole document on disk before the row exists', async () => {
    const { store, documents, clock } = inbox;
    let onDisk: string[] = [];
    const watched = {
      ...store,
      accept: async (...args: Parameters<typeof store.accept>) => {
        onDisk = await files();
        return store.accept(...args);
      },
    };
    const context = { store: watched, documents, clock, scope: SCOPE, connection: 'c', retention: { keepDays: 30 } };
    const fax = receivedFax('job-1');
    await accept(context, { event: fax, document: { content: TIFF, stated: {} } }, 'push');
    assert.deepEqual(onDisk, [(await inbox.row(fax)).document?.file]);
  });

  it('knows what comes again, also if the file of the second copy cannot be removed', async () => {
    const { store, documents, clock } = inbox;
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    documents.remove = () => Promise.reject(systemError('EPERM', 'operation not permitted'));
    const context = { store, documents, clock, scope: SCOPE, connection: 'c', retention: { keepDays: 30 } };
    const again = await accept(context, { event: fax, document: { content: TIFF, stated: {} } }, 'push');
    assert.equal(again.outcome, 'duplicate');
  });

  it('works without a node, and keeps what came without its document as one to be fetched', async () => {
    const fax = receivedFax('job-1');
    assert.equal((await inbox.take(fax, { source: 'poll' })).state, 'fetching');
    assert.equal((await inbox.row(fax)).document, undefined);
  });

  it('answers a known key as a duplicate and removes the second document', async () => {
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    const [first] = await files();
    const again = await inbox.take(fax, { document: TIFF, source: 'poll' });
    assert.deepEqual(again, { outcome: 'duplicate', state: 'new', conflict: false, attached: false });
    assert.deepEqual(await files(), [first]);
    assert.equal((await inbox.row(fax)).source, 'push');
  });

  it('lets one of two copies that race win, and the loser deletes its file', async () => {
    const fax = receivedFax('job-1');
    const results = await Promise.all(Array.from({ length: 8 }, () => inbox.take(fax, { document: TIFF })));
    assert.equal(results.filter(({ outcome }) => outcome === 'stored').length, 1);
    assert.deepEqual(await files(), [(await inbox.row(fax)).document?.file]);
  });

  it('keeps the first of two contents under one key, and counts the conflict', async () => {
    const fax = receivedFax('job-1');
    await inbox.take(fax, { document: TIFF });
    assert.equal((await inbox.take(receivedFax('job-1', { from: '+15550100077' }))).conflict, true);
    assert.equal((await inbox.take(fax, { document: tiffOf(99) })).conflict, true);
    assert.equal((await inbox.take(receivedFax('job-1', { from: '' }))).conflict, false, 'compared where both have it');
    const row = await inbox.row(fax);
    assert.equal(row.conflicts, 2);
    assert.equal(row.document?.size, TIFF.length);
    assert.deepEqual(row.payload, fax.payload);
    assert.equal((await inbox.store.counts(SCOPE)).conflicts, 2);
  });

  it('completes a row that was listed without its document when a push brings it', async () => {
    const fax = receivedFax('job-1');
    await inbox.take(fax, { source: 'poll' });
    const pushed = await inbox.take(fax, { document: TIFF });
    assert.equal(pushed.outcome, 'duplicate');
    assert.equal(pushed.attached, true);
    const row = await inbox.row(fax);
    assert.equal(row.state, 'new');
    assert.deepEqual(await files(), [row.document?.file]);
  });

  it('completes what a bare notice left open from the push that brings the document', async () => {
    const fax = receivedFax('job-1');
    const notice = receivedFax('job-1', { from: '', to: '' });
    await inbox.take({ ...notice, raw: { JobId: 'job-1' } }, { source: 'push' });
    await inbox.take({ ...fax, raw: { JobId: 'job-1', CallingNumber: 'x' } }, { document: TIFF });
    const row = await inbox.row(fax);
    assert.deepEqual([row.payload, row.to, row.conflicts], [fax.payload, '+15550100001', 0]);
    assert.deepEqual(row.raw, { JobId: 'job-1', CallingNumber: 'x' });
  });

  it('gives its document also to a row that was about to be offered without one', async () => {
    const fax = receivedFax('job-1');
    await inbox.take(fax, { source: 'poll' });
    await inbox.store.attach(inbox.keyOf(fax), { missing: 'gone' });
    assert.equal((await inbox.take(fax, { document: TIFF })).attached, true);
    const row = await inbox.row(fax);
    assert.equal(row.missing, undefined);
    assert.deepEqual(await files(), [row.document?.file]);
  });

  it('gives a closed row no document', async () => {
    const fax = receivedFax('job-1');
    const { now, later } = { now: inbox.clock.now(), later: inbox.clock.now() + 1 };
    await inbox.take(fax, { source: 'poll' });
    await inbox.store.complete({ key: inbox.keyOf(fax), as: 'flow', now, keepUntil: later, documentUntil: later });
    assert.equal((await inbox.take(fax, { document: TIFF })).attached, false);
    assert.deepEqual(await files(), []);
  });

  it('records a late or repeated lower status as stale, and lets the final one stick', async () => {
    assert.equal((await inbox.take(faxStatus('job-1', 'transferring', 2))).outcome, 'stored');
    assert.equal((await inbox.take(faxStatus('job-1', 'dialing'))).outcome, 'stale');
    assert.equal((await inbox.take(faxStatus('job-1', 'transferring', 3))).outcome, 'stored');
    assert.equal((await inbox.take(faxStatus('job-1', 'succeeded', 3))).outcome, 'stored');
    assert.equal((await inbox.take(faxStatus('job-1', 'failed', 3))).outcome, 'stale');
    assert.equal((await inbox.row(faxStatus('job-1', 'failed', 3))).completedAs, 'stale');
  });

  for (const [what, stated, damaged] of [
    ['the right length', { length: TIFF.length }, undefined],
    ['a wrong length', { length: TIFF.length + 1 }, true],
    ['the right hash in hex', { hash: md5.toString('hex') }, undefined],
    ['the right hash in upper-case hex', { hash: md5.toString('hex').toUpperCase() }, undefined],
    ['the right hash in base64', { hash: md5.toString('base64') }, undefined],
    ['a wrong hash in hex', { hash: '00'.repeat(16) }, true],
    ['a wrong hash in base64', { hash: Buffer.alloc(16).toString('base64') }, true],
    ['an empty hash', { hash: '' }, undefined],
    ['the right length and a wrong hash', { length: TIFF.length, hash: '0' }, true],
  ] as const) {
    it(`takes a document with ${what} ${damaged ? 'and says that it is damaged' : 'as sound'}`, async () => {
      const fax = receivedFax('job-1');
      await inbox.take(fax, { document: TIFF, stated });
      assert.equal((await inbox.row(fax)).document?.damaged, damaged);
    });
  }

  it('names a document without signature by what the provider calls it, pushed or streamed', async () => {
    const bytes = Buffer.from('an opaque container');
    const stated = { type: 'application/x-senx' };
    const { documents, store, clock } = inbox;
    const context = { store, documents, clock, scope: SCOPE, connection: 'c', retention: { keepDays: 30 } };
    const streamed = await documents.write(bytes);
    await accept(context, { event: receivedFax('streamed'), document: { content: streamed, stated } }, 'poll');
    await inbox.take(receivedFax('pushed'), { document: bytes, stated });
    for (const id of ['streamed', 'pushed']) {
      const { document } = await inbox.row(receivedFax(id));
      assert.equal(document?.type, 'application/x-senx', id);
      assert.match(document.filename, /\.senx$/);
    }
  });

  it('accepts nothing while the store fails, and leaves the file to the next sweep', async () => {
    inbox.disk.writeError = systemError('ENOSPC', 'no space left on device');
    const fax = receivedFax('job-1');
    await assert.rejects(inbox.take(fax, { document: TIFF }), StoreError);
    assert.equal((await files()).length, 1, 'the write may have reached the disk all the same');
    const next = new DocumentFolder(inbox.folder);
    assert.equal(await next.sweep(() => Promise.resolve(true)), 0);
    assert.equal(await next.sweep(() => Promise.resolve(false)), 1);
    assert.deepEqual(await files(), []);
  });

  it('removes the file at once where the store is well and only this event was refused', async () => {
    const { documents, clock, store } = inbox;
    const refusing = { ...store, accept: () => Promise.reject(new StoreError('refused')) };
    const context = { store: refusing, documents, clock, scope: SCOPE, connection: 'c', retention: { keepDays: 30 } };
    const document = { content: TIFF, stated: {} };
    await assert.rejects(accept(context, { event: receivedFax('job-1'), document }, 'push'), StoreError);
    assert.deepEqual(await files(), []);
  });

  it('stores no row whose document could not be written', async () => {
    const { store, clock } = inbox;
    const documents = Object.assign(Object.create(inbox.documents) as typeof inbox.documents, {
      write: () => Promise.reject(new StoreError('disk full')),
    });
    const context = { store, documents, clock, scope: SCOPE, connection: 'c', retention: { keepDays: 30 } };
    const fax = receivedFax('job-1');
    const document = { content: TIFF, stated: {} };
    await assert.rejects(accept(context, { event: fax, document }, 'push'), StoreError);
    assert.equal(await store.get(inbox.keyOf(fax)), undefined);
  });
});
