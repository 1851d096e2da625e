import assert from 'node:assert/strict';
import { BadDocumentError } from '../../../src/domain/errors';
import { convertReceived } from '../../../src/documents/received/convert-received';
import { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { mutatedTiffs } from '../support/mutate';
import { readPng } from '../support/read-png';

const MEGABYTE = 1024 * 1024;

describe('20,000 broken faxes', function () {
  it('are each converted or refused, and none takes more memory than a fax may have', async () => {
    const found = { converted: 0, damaged: 0, refused: 0 };
    let count = 0;
    // Tests that ran before in this process have left their own.
    const before = process.memoryUsage().rss;
    for (const bytes of mutatedTiffs(20_000, 20_261_129)) {
      const to = count % 2 === 0 ? 'pdf' : 'png';
      count += 1;
      try {
        const { files, warnings } = await convertReceived({ bytes, to }, () => undefined);
        assert.ok(files.length > 0);
        if (to === 'png' && count % 50 === 0) files.forEach((file) => readPng(file.bytes));
        found[warnings.length > 0 ? 'damaged' : 'converted'] += 1;
      } catch (error) {
        if (!(error instanceof BadDocumentError)) throw error;
        found.refused += 1;
      }
      if (count % 500 === 0) assert.ok(process.memoryUsage().rss - before < 1_200 * MEGABYTE, `after ${count}`);
    }
    // Of each kind enough to have tried something.
    for (const number of Object.values(found)) assert.ok(number > 1_000, JSON.stringify(found));
  });

  it('do not cost the worker its thread', async () => {
    const worker = new DocumentWorker();
    try {
      for (const bytes of mutatedTiffs(300, 1)) {
        await worker.run('convert-received', { bytes, to: 'pdf' }).catch((error: unknown) => {
          assert.ok(error instanceof BadDocumentError, String(error));
        });
      }
    } finally {
      await worker.close();
    }
  });
});
