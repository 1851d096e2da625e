import assert from 'node:assert/strict';
import { withPdf } from '../../../src/documents/pdf/open-pdf';
import { reportAsPdf } from '../../../src/documents/report/report-as-pdf';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import type { FaxStatus } from '../../../src/domain/fax';

const STATUS: FaxStatus = {
  ...{ id: 'a1b2', direction: 'out', state: 'failed', final: true, success: false, cause: 'busy', retryable: true },
  ...{ attempt: 3, pages: 1, totalPages: 3, to: '+442079460018', from: '+442079460019', reference: 'Müller 7' },
  history: Array.from({ length: 40 }, () => ({ at: '2026-11-29T12:00:00.000Z', cause: 'busy' as const, pages: 0 })),
};

describe('the report of a fax', () => {
  it('is one page, however many calls there were', async () => {
    for (const status of [STATUS, { ...STATUS, history: [], reference: 'x'.repeat(300) }]) {
      const report = await reportAsPdf({ status, madeAt: '2026-11-29T12:00:00.000Z' });
      assert.equal(await withPdf(report, ({ pages }) => pages), 1);
    }
  });

  it('shows the first page of what was faxed only where it is given, and stays one page', async () => {
    const madeAt = '2026-11-29T12:00:00.000Z';
    const plain = await reportAsPdf({ status: STATUS, madeAt });
    assert.equal(plain.includes('/Subtype /Image'), false);
    for (const document of [sampleFax({ pages: 2 }), samplePdf({ pages: 2 })]) {
      const shown = await reportAsPdf({ status: { ...STATUS, history: [] }, madeAt, document });
      assert.ok(shown.includes('/Subtype /Image'));
      assert.equal(await withPdf(shown, ({ pages }) => pages), 1);
    }
  });

  it('is the same page for the same end', async () => {
    const make = () => reportAsPdf({ status: STATUS, madeAt: '2026-11-29T12:00:00.000Z' });
    assert.deepEqual(await make(), await make());
  });
});
