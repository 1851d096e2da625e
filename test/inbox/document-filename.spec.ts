import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentFilename } from '../../src/inbox/accept';

describe('the filename of a document', () => {
  it('says when the fax came, and has the extension of its type', () => {
    const name = documentFilename('etherfax:1:fax.received:a', '2026-11-20T11:59:30.520Z', 'image/tiff');
    assert.match(name, /^fax-20261120-115930-[0-9a-f]{12}\.tif$/);
    assert(documentFilename('a', undefined, 'application/pdf').endsWith('.pdf'));
    assert(documentFilename('a', undefined, 'text/html').endsWith('.bin'));
  });

  it('is the same for the same event, and another for another', () => {
    const of = (key: string): string => documentFilename(key, undefined, 'image/tiff');
    assert.equal(of('a'), of('a'));
    assert.notEqual(of('a'), of('b'));
  });

  it('is safe on every file system, whatever the provider’s id holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        assert.match(documentFilename(key, undefined, 'image/tiff'), /^fax-[0-9a-f]{12}\.tif$/);
      }),
      { numRuns: 30 },
    );
    for (const key of ['../../x', 'C:\\x', 'a\0b', 'CON', 'x.'.repeat(300)]) {
      assert.match(documentFilename(key, undefined, 'image/tiff'), /^fax-[0-9a-f]{12}\.tif$/);
    }
  });
});
