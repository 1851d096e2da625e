import assert from 'node:assert/strict';
import { startThread } from '../../src/documents/worker/start-thread';
import { DocumentWorker } from '../../src/documents/worker/document-worker';
import type { FaxType } from '../../src/documents/outgoing/outgoing-request';
import { BadDocumentError, ConvertError } from '../../src/domain/errors';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { jpegFile, pngFile } from '../documents/outgoing/pictures';
import { packedPdf, shownPages } from '../documents/pdf/hostile-files';
import { mutated, mutatedTiffs } from '../documents/support/mutate';
import { FakeClock } from '../support/fake-clock';

const MB = 2 ** 20;
/** Of the process with its thread: that of the tests themselves, PDFium, and one drawn page. */
const MAX_GROWTH = 600 * MB;

describe('mutated documents, through the real thread', () => {
  let worker: DocumentWorker;
  let threads = 0;

  before(() => {
    const start = () => {
      threads += 1;
      return startThread();
    };
    // One that hangs is ended by mocha: a machine that stands still for a while has not hung.
    worker = new DocumentWorker({ start, clock: new FakeClock() });
  });
  after(() => worker.close());

  const sound = {
    pdf: [samplePdf({ pages: 3 }), packedPdf(shownPages(3)), packedPdf(shownPages(12, 3), { streams: 2 })],
    png: [pngFile(40, 30, 90)],
    jpeg: [jpegFile()],
  };
  const asItIs: readonly FaxType[] = ['application/pdf'];
  const rounds: { what: string; files: Iterable<Buffer>; takes: readonly FaxType[] }[] = [
    { what: '12,000 PDFs that are counted', files: mutated(sound.pdf, 12_000, 11), takes: asItIs },
    { what: '2,000 PDFs that are drawn', files: mutated(sound.pdf, 2_000, 12), takes: [] },
    { what: '2,000 PNGs', files: mutated(sound.png, 2_000, 13), takes: [] },
    { what: '2,000 JPEGs', files: mutated(sound.jpeg, 2_000, 14), takes: [] },
    { what: '2,000 TIFFs', files: mutatedTiffs(2_000, 15), takes: [] },
  ];

  for (const { what, files, takes } of rounds) {
    it(`each ends in a fax or in an error that says so: ${what}`, async () => {
      const before = process.memoryUsage().rss;
      const ends = { faxes: 0, refused: 0, failed: 0 };
      for (const bytes of files) {
        const wish = { parts: [{ bytes }], takes, quality: 'standard', greys: 'text' } as const;
        await worker.run('prepare-outgoing', { ...wish, parts: [...wish.parts] }).then(
          ({ pages }) => {
            assert(pages !== undefined && pages > 0 && pages < 200);
            ends.faxes += 1;
          },
          (error: unknown) => {
            assert(error instanceof BadDocumentError || error instanceof ConvertError, String(error));
            if (error instanceof BadDocumentError) ends.refused += 1;
            else ends.failed += 1;
          },
        );
      }
      assert(ends.faxes > 0 && ends.refused > 0, JSON.stringify(ends));
      assert(process.memoryUsage().rss - before < MAX_GROWTH);
    });
  }

  it('needed no second thread: none crashed, hung or filled the memory', () => {
    assert.equal(threads, 1);
  });
});
