import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inspectPdf } from '../../src/documents/inspect-pdf';
import { BadDocumentError } from '../../src/domain/errors';
import { samplePdf } from '../../src/simulator/sample-fax/sample-pdf';
import { packedPdfFile, pageTree, pdfFile } from './pdf/pdf-file';

const refused = (file: Buffer, message: RegExp, why?: string): void =>
  assert.throws(
    () => inspectPdf(file),
    (error) => error instanceof BadDocumentError && message.test(error.message),
    why,
  );
const replaced = (file: Buffer, from: string, to: string): Buffer => {
  const text = file.toString('latin1');
  assert.ok(text.includes(from), from);
  return Buffer.from(text.replace(from, to), 'latin1');
};

describe('inspecting a PDF', () => {
  it('counts the pages of a plain file', () => {
    for (const pages of [1, 3, 300]) assert.deepEqual(inspectPdf(samplePdf({ pages })), { pages });
  });

  it('counts pages in a tree of any shape, plain or packed, and not what the tree says of itself', () => {
    const shape = fc.record({
      pages: fc.integer({ min: 1, max: 60 }),
      fanOut: fc.integer({ min: 2, max: 9 }),
      together: fc.integer({ min: 1, max: 20 }),
      filters: fc.option(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(shape, ({ pages, fanOut, together, filters }) => {
        const objects = pageTree(pages, fanOut);
        assert.deepEqual(inspectPdf(pdfFile(objects)), { pages });
        assert.deepEqual(inspectPdf(packedPdfFile(objects, { together, ...(filters && { filters }) })), { pages });
      }),
    );
  });

  it('counts 1,000 pages and no more', () => {
    assert.deepEqual(inspectPdf(pdfFile(pageTree(1200, 50))), { pages: 1000 });
  });

  it('counts the pages of a file that was changed, by its last version', () => {
    const before = pdfFile(pageTree(1));
    const text = before.toString('latin1');
    const offset = String(text.length).padStart(10, '0');
    const object = '2 0 obj\n<< /Type /Pages /Kids [3 0 R 3 0 R] >>\nendobj\n';
    const start = text.length + object.length;
    const previous = /startxref\n(\d+)/.exec(text)?.[1] ?? '';
    const change =
      `${object}xref\n2 1\n${offset} 00000 n \ntrailer\n<< /Root 1 0 R /Prev ${previous} >>\n` +
      `startxref\n${start}\n%%EOF\n`;
    assert.deepEqual(inspectPdf(Buffer.from(text + change, 'latin1')), { pages: 2 });
    for (let length = text.length + 8; length < text.length + change.length - 1; length++) {
      refused(Buffer.from((text + change).slice(0, length), 'latin1'), /end is missing/, `cut at ${length}`);
    }
  });

  it('finds objects of its own accord where the index of the file is wrong or missing', () => {
    const file = pdfFile(pageTree(7, 3));
    assert.deepEqual(inspectPdf(replaced(file, 'startxref\n', 'startxref\n9')), { pages: 7 });
    assert.deepEqual(inspectPdf(replaced(file, 'startxref', 'nothing')), { pages: 7 });
    assert.deepEqual(inspectPdf(replaced(file, '%PDF-1.4\n', '%PDF-1.4\n% moved by a line\n')), { pages: 7 });
    assert.deepEqual(inspectPdf(Buffer.from(file.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')), { pages: 7 });
  });

  it('takes a file with lines of a mail or web server around it', () => {
    const around = (before: string, after: string): Buffer =>
      Buffer.concat([pdfFile(pageTree(2), { before }), Buffer.from(after)]);
    assert.deepEqual(inspectPdf(around('HTTP/1.1 200 OK\r\n\r\n', '\r\n--boundary--\r\n')), { pages: 2 });
    assert.deepEqual(inspectPdf(around('', '\0'.repeat(100_000))), { pages: 2 });
    refused(around('x'.repeat(1024), ''), /does not begin as a PDF/);
    refused(around('', 'x'.repeat(1025)), /end is missing/);
  });

  it('says nothing of pages that it cannot find', () => {
    const packed = packedPdfFile(pageTree(3));
    assert.deepEqual(inspectPdf(replaced(packed, '/FlateDecode', '/LZWDecode')), {});
    assert.deepEqual(inspectPdf(packedPdfFile(pageTree(3), { misnumbered: true })), {});
    assert.deepEqual(inspectPdf(replaced(pdfFile(pageTree(3)), '/Pages 2 0 R', '/Pages 9 0 R')), {});
  });

  it('refuses a file that was cut off anywhere', () => {
    for (const file of [samplePdf(), packedPdfFile(pageTree(3))]) {
      const end = file.lastIndexOf('%%EOF') + '%%EOF'.length;
      for (let length = 0; length < end; length++) refused(file.subarray(0, length), /damaged/, `cut at ${length}`);
      assert.ok(inspectPdf(file.subarray(0, end)));
    }
  });

  it('refuses a locked file, wherever it says so, with or without a password for reading', () => {
    const objects = pageTree(2);
    const trailer = '/Root 1 0 R /Encrypt 9 0 R';
    refused(pdfFile(objects, { trailer }), /locked by a password, or protected/);
    refused(packedPdfFile(objects, { trailer }), /locked/);
    refused(packedPdfFile(objects, { trailer, filters: [2] }), /locked/);
    refused(pdfFile(objects, { trailer: '/Root 1 0 R /Encrypt << /Filter /Standard >>' }), /locked/);
    refused(pdfFile(objects, { trailer: '/Root 1 0 R /Encr#79pt 9 0 R' }), /locked/);
    refused(replaced(pdfFile(objects, { trailer }), 'startxref', 'nothing'), /locked/);
    const broken = replaced(packedPdfFile(objects, { trailer }), 'startxref\n', 'startxref\n9');
    refused(broken, /locked/);
    refused(Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer <</Encrypt 5 0 R>>\n%%EOF'), /locked/);
  });

  it('does not take the mere word for a lock', () => {
    const objects = {
      ...pageTree(2),
      90: '<< /Length 20 >>\nstream\n/Encrypt 5 0 R trailer << /Encrypt 5 0 R >>\nendstream',
    };
    assert.deepEqual(inspectPdf(pdfFile(objects)), { pages: 2 });
    assert.deepEqual(inspectPdf(pdfFile(pageTree(2), { trailer: '/Root 1 0 R /EncryptMetadata true' })), { pages: 2 });
    assert.deepEqual(inspectPdf(pdfFile(pageTree(2), { trailer: '/Root 1 0 R /Info (/Encrypt 5 0 R)' })), { pages: 2 });
  });

  it('refuses a file without pages', () => {
    refused(samplePdf({ pages: 0 }), /no pages/);
    refused(pdfFile({ 1: '<< /Pages 2 0 R >>', 2: '<< /Type /Pages /Count 3 >>' }), /no pages/);
    refused(pdfFile({ 1: '<< /Pages 2 0 R >>', 2: '<< /Kids [3 0 R] >>', 3: '<< /Kids [] >>' }), /no pages/);
    refused(packedPdfFile(pageTree(0)), /no pages/);
    refused(Buffer.from('%PDF-1.4\nhello\n%%EOF\n'), /nothing in it/);
  });

  it('ends on trees and tables that lead in a circle', () => {
    const circle = { 1: '<< /Pages 2 0 R >>', 2: '<< /Kids [3 0 R] >>', 3: '<< /Kids [2 0 R] >>' };
    assert.deepEqual(inspectPdf(pdfFile(circle)), {});
    assert.deepEqual(inspectPdf(pdfFile({ ...circle, 3: '<< /Kids [2 0 R 4 0 R] >>', 4: '<< /Type /Page >>' })), {});
    const file = pdfFile(pageTree(2), { trailer: '/Root 1 0 R /Prev 0000' });
    const start = /startxref\n(\d+)/.exec(file.toString('latin1'))?.[1] ?? '';
    assert.deepEqual(inspectPdf(replaced(file, '/Prev 0000', `/Prev ${start.padStart(4, '0')}`)), { pages: 2 });
  });

  it('gives up on crafted files in time, and takes no more than they are worth', () => {
    const kids = Array.from({ length: 50_000 }, (_, index) => `${(index % 500) + 4} 0 R`).join(' ');
    const shared: Record<number, string> = { 1: '<< /Pages 2 0 R >>', 2: '<< /Kids 3 0 R >>', 3: `[ ${kids} ]` };
    for (let number = 4; number < 504; number++) shared[number] = '<< /Kids 3 0 R >>';
    assert.deepEqual(inspectPdf(pdfFile(shared)), {});
    const padded = (text: string): Buffer => Buffer.from(`%PDF-1.4\n${text.repeat(1_000_000)}\nstartxref\n9\n%%EOF`);
    assert.deepEqual(inspectPdf(padded('1 0 obj ')), {});
    for (const text of ['0 0\n', 'trailer', 'trailer<<', '/Encrypt ', '((((', '<<<<', '%\n', 'xref 1 1 ']) {
      refused(padded(text), /nothing in it/, text);
    }
  });

  it('makes nothing but a count or this error of any damage', () => {
    const files = [pdfFile(pageTree(5, 2)), packedPdfFile(pageTree(5, 2), { filters: [1, 2, 4] })];
    const anyDamage = fc
      .constantFrom(...files)
      .chain((file) =>
        fc.record({ file: fc.constant(file), changes: fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255))) }),
      );
    fc.assert(
      fc.property(anyDamage, ({ file, changes }) => {
        const copy = Buffer.from(file);
        for (const [at, byte] of changes) copy[at] = byte;
        try {
          inspectPdf(copy);
        } catch (error) {
          assert.ok(error instanceof BadDocumentError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
