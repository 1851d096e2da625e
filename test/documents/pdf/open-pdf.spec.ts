import assert from 'node:assert/strict';
import { withPdf } from '../../../src/documents/pdf/open-pdf';
import { BadDocumentError } from '../../../src/domain/errors';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import { packedPdfFile, pageTree, pdfFile } from './pdf-file';

const pagesOf = (file: Buffer) => withPdf(file, ({ pages }) => pages);
const refused = (file: Buffer, message: RegExp) =>
  assert.rejects(pagesOf(file), (error) => error instanceof BadDocumentError && message.test(error.message));

describe('opening a PDF', () => {
  it('counts its pages', async () => {
    for (const pages of [1, 3, 150]) assert.equal(await pagesOf(samplePdf({ pages })), pages);
    assert.equal(await pagesOf(pdfFile(pageTree(30, 4))), 30);
    assert.equal(await pagesOf(packedPdfFile(pageTree(30, 4))), 30);
  });

  it('takes one with lines before its header', async () => {
    assert.equal(await pagesOf(Buffer.concat([Buffer.from('Received by mail\r\n'), samplePdf({ pages: 2 })])), 2);
  });

  it('refuses anything but a PDF, and one that is cut off or empty, and says why', async () => {
    await refused(Buffer.from('hello'), /does not begin like a PDF/);
    await refused(samplePdf({ pages: 2 }).subarray(0, 400), /end is missing/);
    await refused(Buffer.from('%PDF-1.4\n%%EOF\n'), /cannot be read/);
    await refused(
      pdfFile({ 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [] /Count 0 >>' }),
      /pages|read/,
    );
  });

  it('goes on after a file that it could not read', async () => {
    await refused(Buffer.from('%PDF-1.4\n%%EOF\n'), /cannot be read/);
    assert.equal(await pagesOf(samplePdf({ pages: 2 })), 2);
  });
});

describe('drawing a page of a PDF', () => {
  it('draws it in grey, black on white, in as many pixels as asked for', async () => {
    const points = { width: 0, height: 0 };
    const picture = await withPdf(samplePdf({ pages: 1 }), (pdf) =>
      pdf.draw(0, (size) => {
        Object.assign(points, size);
        return { width: 400, height: 300 };
      }),
    );
    assert.deepEqual([picture.width, picture.height, picture.data.length], [400, 300, 120_000]);
    assert.ok(points.width > 500 && points.height > 700);
    assert.ok(picture.data.includes(255) && picture.data.some((grey) => grey < 100));
  });
});
