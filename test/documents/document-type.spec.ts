import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentType, extensionOf, SIGNATURE_BYTES, UNRECOGNIZED } from '../../src/documents/document-type';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { samplePdf } from '../../src/documents/sample/sample-pdf';

describe('the type of a document', () => {
  for (const [what, start, type, extension] of [
    ['a little-endian TIFF', '49492a0008000000', 'image/tiff', '.tif'],
    ['a big-endian TIFF', '4d4d002a00000008', 'image/tiff', '.tif'],
    ['a PDF', Buffer.from('%PDF-1.7').toString('hex'), 'application/pdf', '.pdf'],
    ['a PNG', '89504e470d0a1a0a', 'image/png', '.png'],
    ['a JPEG', 'ffd8ffe000104a46', 'image/jpeg', '.jpg'],
    ['a page of HTML', Buffer.from('<!DOCTYP').toString('hex'), 'application/octet-stream', '.bin'],
    ['nothing', '', 'application/octet-stream', '.bin'],
  ] as const) {
    it(`knows ${what} by its first bytes`, () => {
      assert.deepEqual(documentType(Buffer.from(start, 'hex')), { type, extension });
      assert.equal(extensionOf(type), extension);
    });
  }

  it('knows what the simulator sends', () => {
    assert.equal(documentType(sampleFax({ pages: 1 })).type, 'image/tiff');
    assert.equal(documentType(samplePdf({ pages: 1 })).type, 'application/pdf');
  });

  it('does not believe a label against the bytes', () => {
    assert.equal(documentType(Buffer.from('%PDF-1.4'), 'application/x-senx').type, 'application/pdf');
    assert.equal(documentType(Buffer.from('MZ exe..'), 'image/tiff').type, UNRECOGNIZED.type);
  });

  it('believes it for a container that has no signature', () => {
    const senx = { type: 'application/x-senx', extension: '.senx' };
    assert.deepEqual(documentType(Buffer.from('opaque'), ' Application/X-SENX '), senx);
  });

  it('needs no more than the first bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const whole = Buffer.from(bytes);
        assert.deepEqual(documentType(whole), documentType(whole.subarray(0, SIGNATURE_BYTES)));
      }),
    );
  });
});
