import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { kindOf } from '../../src/documents/outgoing/outgoing-kind';
import { isContent, wasReadAsText } from '../../src/documents/read-as-text';
import { BadDocumentError } from '../../src/domain/errors';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { packedPdfFile, pageTree } from './pdf/pdf-file';

const asText = (bytes: Buffer): string => bytes.toString('utf8');
const andBack = (bytes: Buffer): Buffer => Buffer.from(asText(bytes));

const DOCUMENTS = { TIFF: sampleFax(), PDF: packedPdfFile(pageTree(3)) };

describe('a document that was read as text', () => {
  for (const [what, bytes] of Object.entries(DOCUMENTS)) {
    it(`is recognised once it is bytes again (${what}), unlike the document itself`, () => {
      assert.equal(wasReadAsText(andBack(bytes)), true);
      assert.equal(wasReadAsText(bytes), false);
      assert.throws(
        () => kindOf({ bytes: andBack(bytes) }),
        (error) => error instanceof BadDocumentError && error.message.includes('a single Buffer object'),
      );
    });

    it(`is not faxed as the text that it became (${what})`, () => {
      assert.throws(() => kindOf({ text: asText(bytes) }), /a single Buffer object/);
      assert.equal(kindOf({ text: 'Dear Sir,\nplease find %PDF-1.4' }).kind, 'text');
    });

    it(`is no path, as text or in base64 (${what})`, () => {
      assert.equal(isContent(asText(bytes)), true);
      assert.equal(isContent(bytes.toString('base64').slice(0, 200)), true);
      assert.equal(isContent(bytes.toString('latin1')), true);
    });
  }

  it('is not seen in what has but a few such characters, or bytes that are no text', () => {
    for (const bytes of [samplePdf(), Buffer.from('a \ufffd \ufffd b'), Buffer.from('Grüße ☎ 😀'), Buffer.alloc(0)]) {
      assert.equal(wasReadAsText(bytes), false);
    }
    const mixed = Buffer.concat([Buffer.from('\ufffd'.repeat(100)), Buffer.from([0xff]), randomBytes(100)]);
    assert.equal(wasReadAsText(mixed), false);
  });

  it('is not taken for a path, and a path is not taken for it', () => {
    for (const path of [
      'fax.pdf',
      '/srv/faxes/Brief an Müller.pdf',
      'MM-12.tif',
      'II/1.tif',
      '..\\x.tif',
      ' a.pdf\n',
      '',
    ]) {
      assert.equal(isContent(path), false, path);
    }
    for (const text of ['%PDF-1.4 …', ' \n%PDF-', 'II*\0', 'MM\0*', 'Dear Sir,\nplease', 'a\r\nb', 'x'.repeat(5_000)]) {
      assert.equal(isContent(text), true, text.slice(0, 20));
    }
  });
});
