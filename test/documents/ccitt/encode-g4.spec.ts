import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { createBitmap, fillRectangle } from '../../../src/documents/bilevel/bitmap';
import { encodeG4 } from '../../../src/documents/ccitt/encode-bitmap';
import { anyBitmap, everyRun, trimmed } from '../support/bitmaps';
import { decodeG4 } from './g4-decode';

describe('the G4 encoder', () => {
  it('gives back every pixel of any page', () => {
    fc.assert(
      fc.property(anyBitmap, (page) => {
        const decoded = decodeG4(encodeG4(page), page.width, page.height);
        assert.deepEqual(Buffer.from(decoded.rows), Buffer.from(page.rows));
      }),
      { numRuns: 400 },
    );
  });

  for (const width of [1, 7, 8, 9, 1728, 2595]) {
    it(`encodes all white and all black exactly at ${width} pixels`, () => {
      const white = createBitmap(width, 5);
      const black = createBitmap(width, 5);
      fillRectangle(black, { x: 0, y: 0, width, height: 5 });
      for (const page of [white, black]) {
        assert.deepEqual(decodeG4(encodeG4(page), width, 5).rows, page.rows);
      }
    });
  }

  it('ignores the bits beyond the width', () => {
    const clean = createBitmap(11, 3);
    const dirty = { ...clean, rows: clean.rows.map(() => 0x1f) };
    assert.deepEqual(encodeG4(dirty), encodeG4(trimmed(dirty)));
  });

  it('codes runs of every length as libtiff does: it decoded this page without a wrong pixel', () => {
    const digest = createHash('sha256').update(encodeG4(everyRun())).digest('hex');
    assert.equal(digest, '36180cee5509ed7dc6e5c52ff90dba2529928ce26efbe95612c69018e599c672');
  });
});
