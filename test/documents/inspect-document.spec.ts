import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inspectDocument } from '../../src/documents/inspect-document';
import { BadDocumentError } from '../../src/domain/errors';
import { sampleFax } from '../../src/simulator/sample-fax/sample-fax';
import { samplePdf } from '../../src/simulator/sample-fax/sample-pdf';
import { pageTree, pdfFile } from './pdf/pdf-file';
import { tiffFile } from './tiff/tiff-file';

const MB = 1024 * 1024;
const refused = (bytes: Buffer, message: RegExp, claimedType?: string): void =>
  assert.throws(
    () => inspectDocument(bytes, claimedType),
    (error) => error instanceof BadDocumentError && message.test(error.message),
  );

describe('inspecting a document to be faxed', () => {
  it('tells a fax TIFF and a PDF by their bytes, with their pages', () => {
    assert.deepEqual(inspectDocument(sampleFax({ pages: 3 })), { type: 'image/tiff', pages: 3 });
    assert.deepEqual(inspectDocument(samplePdf({ pages: 2 })), { type: 'application/pdf', pages: 2 });
    assert.deepEqual(inspectDocument(samplePdf(), 'image/tiff'), { type: 'application/pdf', pages: 1 });
    assert.deepEqual(inspectDocument(pdfFile(pageTree(2), { before: '\r\n' })), { type: 'application/pdf', pages: 2 });
  });

  it('leaves out the pages where they cannot be told', () => {
    const bytes = Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF');
    assert.deepEqual(inspectDocument(bytes), { type: 'application/pdf' });
  });

  it('takes SENx by its label, and only what could be SENx', () => {
    const opaque = Buffer.from('opaque');
    assert.deepEqual(inspectDocument(opaque, 'application/x-senx'), { type: 'application/x-senx' });
    assert.deepEqual(inspectDocument(sampleFax(), 'application/x-senx'), { type: 'image/tiff', pages: 1 });
    refused(opaque, /only PDF and/);
    refused(Buffer.from('89504e470d0a1a0a', 'hex'), /only PDF and/, 'application/x-senx');
    refused(Buffer.alloc(0), /empty/, 'application/x-senx');
  });

  it('refuses other types and names those that work', () => {
    const others = {
      word: Buffer.from('504b030414000600', 'hex'),
      oldWord: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      png: Buffer.from('89504e470d0a1a0a', 'hex'),
      jpeg: Buffer.from('ffd8ffe000104a46', 'hex'),
      text: Buffer.from('Dear Sir or Madam,'),
      html: Buffer.from('<!DOCTYPE html><html></html>'),
      zeros: Buffer.alloc(100),
    };
    for (const bytes of Object.values(others)) refused(bytes, /only PDF and black-and-white fax TIFF/);
  });

  it('refuses what is empty, cut off, locked or in colour', () => {
    refused(Buffer.alloc(0), /empty/);
    refused(sampleFax().subarray(0, 900), /damaged/);
    refused(samplePdf().subarray(0, 300), /damaged/);
    refused(pdfFile(pageTree(1), { trailer: '/Root 1 0 R /Encrypt 5 0 R' }), /locked/);
    refused(tiffFile([{ tags: { 258: [3, [8, 8, 8]], 277: [3, [3]], 262: [3, [2]] } }]), /black and white/);
    refused(Buffer.from('49492b00080000001000000000000000', 'hex'), /BigTIFF/);
  });

  it('refuses 200 pages and more', () => {
    const pages = (count: number): Buffer => tiffFile(Array.from({ length: count }, () => ({})));
    assert.equal(inspectDocument(pages(199)).pages, 199);
    refused(pages(200), /at most 199 pages/);
    assert.equal(inspectDocument(samplePdf({ pages: 199 })).pages, 199);
    refused(samplePdf({ pages: 200 }), /at most 199 pages/);
    refused(samplePdf({ pages: 2000 }), /at most 199 pages/);
  });

  it('refuses more than 30 MB', () => {
    const padded = (size: number): Buffer => {
      const file = Buffer.alloc(size);
      samplePdf().copy(file);
      return file;
    };
    assert.equal(inspectDocument(padded(30 * MB)).pages, 1);
    refused(padded(30 * MB + 1), /at most 30 MB/);
  });

  it('refuses any bytes that are no document, and never with another error', () => {
    const start = fc.constantFrom('', 'II*\0', 'MM\0*', 'II+\0', '%PDF-1.4\n', '\x89PNG');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), fc.constantFrom('', '%%EOF'), (first, bytes, last) => {
        refused(Buffer.concat([Buffer.from(first, 'latin1'), bytes, Buffer.from(last)]), /./);
      }),
      { numRuns: 2000 },
    );
  });
});
