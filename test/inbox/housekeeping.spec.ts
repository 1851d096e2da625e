import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentFolder } from '../../src/documents/document-folder';
import { createHousekeeping } from '../../src/inbox/housekeeping';
import type { Worker } from '../../src/work/worker';
import { receivedFax, TIFF } from '../support/events';
import { eventually } from '../support/eventually';
import { DAY, MINUTE, openInbox, SCOPE, type InboxRig } from '../support/inbox';
import { asleep } from '../support/providing';
import { laidOut } from '../support/laid-out';

describe('housekeeping', () => {
  let inbox: InboxRig;
  let housekeeping: Worker | undefined;
  const fax = receivedFax('job-1');

  beforeEach(async () => {
    inbox = await openInbox();
    await inbox.take(fax, { document: TIFF });
  });

  afterEach(async () => {
    await housekeeping?.stop();
    housekeeping = undefined;
    await inbox.close();
  });

  const files = (): Promise<string[]> => readdir(join(inbox.folder, 'documents'));

  async function run(): Promise<void> {
    // What lies there is an earlier process's.
    housekeeping = createHousekeeping({ ...inbox, documents: new DocumentFolder(inbox.folder) });
    await asleep(inbox.clock);
  }

  async function pass(ms: number): Promise<void> {
    inbox.clock.advance(ms);
    await asleep(inbox.clock);
  }

  it('sweeps at the start what no row knows, half-written files too, and says how many', async () => {
    const [known = ''] = await files();
    for (const name of ['stray.tif', 'half.part']) await writeFile(join(inbox.folder, 'documents', name), 'x');
    await run();
    assert.deepEqual(await files(), [known]);
    assert.equal(inbox.log.matching(/removed 2 document file/).length, 1);
  });

  it('sweeps only once', async () => {
    await run();
    await writeFile(join(inbox.folder, 'documents', 'stray.tif'), 'x');
    await pass(10 * MINUTE);
    assert.equal((await files()).length, 2);
  });

  it('removes what its flow was given of a document that another instance has removed', async () => {
    const { document } = await inbox.row(fax);
    assert(document);
    const path = await laidOut(inbox.documents, document);
    const sharing = { ...inbox.store.sharing, isShared: true };
    housekeeping = createHousekeeping({ ...inbox, store: { ...inbox.store, sharing } });
    await asleep(inbox.clock);
    assert.deepEqual(await readFile(path), TIFF);
    await rm(join(inbox.folder, 'documents', document.file));
    await pass(10 * MINUTE);
    await eventually('the copy is gone', async () => (await readFile(path).catch(() => undefined)) === undefined);
  });

  it('sweeps again what it could not look at', async () => {
    await writeFile(join(inbox.folder, 'documents', 'stray.tif'), 'x');
    let asked = 0;
    const store = {
      ...inbox.store,
      knowsDocument: (file: string) => {
        asked += 1;
        return asked === 1 ? Promise.reject(new Error('away')) : inbox.store.knowsDocument(file);
      },
    };
    housekeeping = createHousekeeping({ ...inbox, store, documents: new DocumentFolder(inbox.folder) });
    await asleep(inbox.clock);
    assert.equal((await files()).length, 2);
    await pass(10 * MINUTE);
    assert.equal((await files()).length, 1);
  });

  it('removes a document, and the path the flow was given, 60 minutes after its event is closed', async () => {
    const { document } = await inbox.row(fax);
    assert(document);
    const path = await laidOut(inbox.documents, document);
    await inbox.complete(inbox.keyOf(fax));
    await run();
    await pass(50 * MINUTE);
    assert.deepEqual(await readFile(path), TIFF, 'the flow may still read it');
    await pass(10 * MINUTE);
    await eventually('the file is gone', async () => (await files()).length === 0);
    await assert.rejects(readFile(path), { code: 'ENOENT' });
    await eventually('the store has forgotten it', async () => !(await inbox.store.knowsDocument(document.file)));
  });

  it('never removes the document of an open event', async () => {
    await run();
    await pass(400 * DAY);
    assert.equal((await files()).length, 1);
    assert.equal((await inbox.row(fax)).state, 'new');
  });

  it('forgets keys after their days, and not before', async () => {
    const now = inbox.clock.now();
    const until = { keepUntil: now + 30 * DAY, documentUntil: now + 60 * MINUTE };
    await inbox.store.complete({ key: inbox.keyOf(fax), as: 'flow', now, ...until });
    await run();
    await pass(30 * DAY - 1);
    assert(await inbox.store.get(inbox.keyOf(fax)));
    await pass(10 * MINUTE);
    await eventually('it is forgotten', async () => (await inbox.store.get(inbox.keyOf(fax))) === undefined);
  });

  it('removes many in one go', async () => {
    const ids = Array.from({ length: 600 }, (_, index) => receivedFax(`many-${index}`));
    await Promise.all(ids.map((event) => inbox.take(event, { source: 'poll' })));
    const now = inbox.clock.now();
    await Promise.all(
      ids.map((event) =>
        inbox.store.complete({ key: inbox.keyOf(event), as: 'flow', now, keepUntil: now + DAY, documentUntil: now }),
      ),
    );
    inbox.clock.advance(DAY);
    await run();
    for (const event of ids) assert.equal(await inbox.store.get(inbox.keyOf(event)), undefined);
    assert.equal((await inbox.store.counts(SCOPE)).new, 1);
  });
});
