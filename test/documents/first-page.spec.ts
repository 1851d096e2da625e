import assert from 'node:assert/strict';
import { firstPage } from '../../src/documents/first-page';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { readPng } from './support/read-png';

const BOX = { width: 780, height: 1_100 };

describe('a picture of the first page', () => {
  for (const [what, document] of [
    ['a TIFF in fine resolution', sampleFax({ pages: 3 })],
    ['a TIFF in standard resolution', sampleFax({ resolution: 'standard' })],
    ['a PDF', samplePdf({ pages: 2 })],
    ['a TIFF that is cut off behind its first page', sampleFax({ pages: 2 }).subarray(0, -40)],
  ] as const) {
    it(`of ${what} has the proportions of paper, and fits`, async () => {
      const png = await firstPage(document, BOX);
      assert.ok(png);
      const { width, height, bits, rows } = readPng(png);
      assert.equal(bits, 8);
      assert.ok(width <= BOX.width && height <= BOX.height && (width === BOX.width || height >= BOX.height - 1));
      assert.ok(Math.abs(height / width - Math.SQRT2) < 0.15, `${width} × ${height}`);
      assert.ok(rows.includes(255) && rows.some((grey) => grey < 128), 'there is something on it');
    });
  }

  it('of what has no pages is none, or an error in words', async () => {
    assert.equal(await firstPage(Buffer.from('SENx and more'), BOX), undefined);
    await assert.rejects(firstPage(sampleFax().subarray(0, 60), BOX), { code: 'PUSHLINE_BAD_DOCUMENT' });
  });
});
