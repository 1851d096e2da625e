import assert from 'node:assert/strict';
import type { Bitmap } from '../../../src/documents/bilevel/bitmap';
import { createBitmap, strideOf } from '../../../src/documents/bilevel/bitmap';
import { writeRow } from '../../../src/documents/bilevel/row';
import { decodeStrip, type CcittCoding } from '../../../src/documents/ccitt/decode-strip';
import { encodeBitmap } from '../../../src/documents/ccitt/encode-bitmap';
import { G3Encoder } from '../../../src/documents/ccitt/g3-encoder';
import { G4Encoder } from '../../../src/documents/ccitt/g4-encoder';
import type { StripEncoder } from '../../../src/documents/ccitt/strip-encoder';
import { drawFaxPage } from '../../../src/documents/sample/draw-fax-page';
import { RleEncoder } from '../support/rle-encoder';
import { seeded } from '../../support/seeded';
import { drawnPage } from '../support/pages';

const TEXT = Array.from({ length: 40 }, (_, line) => `line ${line}: the quick brown fox jumps over it`);
const PAGE = drawFaxPage(TEXT, 'standard');

const g3 = (k: number, isAligned: boolean) => (width: number) => new G3Encoder(width, { k, isAligned });
const CODINGS: Record<string, { coding: CcittCoding; make: (width: number) => StripEncoder }> = {
  'G3 1-D': { coding: { scheme: 'g3', isTwoDimensional: false }, make: g3(1, false) },
  'G3 1-D, aligned': { coding: { scheme: 'g3', isTwoDimensional: false }, make: g3(1, true) },
  'G3 2-D': { coding: { scheme: 'g3', isTwoDimensional: true }, make: g3(4, false) },
  'G3 2-D, aligned': { coding: { scheme: 'g3', isTwoDimensional: true }, make: g3(2, true) },
  'RLE': { coding: { scheme: 'rle', alignment: 8 }, make: (width) => new RleEncoder(width) },
}; // prettier-ignore

function decode(bytes: Buffer, { width, height }: Bitmap, coding: CcittCoding) {
  const bitmap = createBitmap(width, height);
  let rows = 0;
  const quality = decodeStrip(bytes, { width, height }, coding, (row) => {
    writeRow(row, bitmap.rows, rows * strideOf(width));
    rows += 1;
  });
  return { bitmap, rows, quality };
}

/** Rows that are not what they were. `up`: from the first of these on, so much higher than they were. */
function wrongRows(one: Bitmap, other: Bitmap, up = 0): number {
  const stride = strideOf(one.width);
  const row = ({ rows }: Bitmap, y: number) => rows.subarray(y * stride, (y + 1) * stride);
  let wrong = 0;
  for (let y = 0; y < one.height; y++) {
    if (Buffer.compare(row(one, y), row(other, y + (wrong > 0 ? up : 0))) !== 0) wrong += 1;
  }
  return wrong;
}

describe('decoding a damaged page', () => {
  for (const [name, { coding, make }] of Object.entries(CODINGS)) {
    it(`recovers after every flipped bit of ${name}`, () => {
      const sound = encodeBitmap(PAGE, make(PAGE.width));
      const next = seeded(7);
      for (let round = 0; round < 60; round++) {
        const bytes = Buffer.from(sound);
        const at = Math.floor(next() * bytes.length * 8);
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (0x80 >> (at & 7));
        const { bitmap, rows, quality } = decode(bytes, PAGE, coding);
        assert.equal(rows, PAGE.height);
        assert.ok(quality.badLines <= 6, `bit ${at}: ${quality.badLines} bad lines`);
        // A mark that was hit takes a row with it, a row that fell apart can become two: those below stand a row off.
        const wrong = Math.min(...[-1, 0, 1].map((up) => wrongRows(bitmap, PAGE, up)));
        assert.ok(wrong <= 8, `bit ${at}: ${wrong} wrong rows`);
      }
    });

    it(`counts the lines that are missing where ${name} was cut off`, () => {
      const sound = encodeBitmap(PAGE, make(PAGE.width));
      const { bitmap, rows, quality } = decode(sound.subarray(0, sound.length >> 1), PAGE, coding);
      assert.equal(rows, PAGE.height);
      assert.ok(quality.badLines > 300 && quality.badLines < 900, `${quality.badLines} bad lines`);
      assert.equal(quality.longestBadRun, quality.badLines);
      assert.ok(wrongRows(bitmap, PAGE) <= quality.badLines);
    });
  }

  it('shows a G4 page down to where it is damaged, and counts the rest', () => {
    const sound = encodeBitmap(PAGE, new G4Encoder(PAGE.width));
    const { bitmap, quality } = decode(sound.subarray(0, sound.length >> 1), PAGE, { scheme: 'g4' });
    assert.ok(quality.badLines > 300 && quality.badLines < 900);
    assert.equal(quality.longestBadRun, quality.badLines);
    assert.ok(wrongRows(bitmap, PAGE) <= quality.badLines);
  });

  it('shows the row above in place of one that is lost', () => {
    const page = drawnPage(64, 6, 3);
    const encoder = new G3Encoder(64, { k: 1, isAligned: true });
    const sound = encodeBitmap(page, encoder);
    // The second row: six codes of which there is none.
    const second = sound.indexOf(Buffer.from([0x00, 0x01]), 2) + 2;
    const damaged = Buffer.concat([sound.subarray(0, second), Buffer.from([0x00, 0x80]), sound.subarray(second)]);
    const { bitmap, quality } = decode(damaged, page, { scheme: 'g3', isTwoDimensional: false });
    assert.deepEqual(quality, { badLines: 1, longestBadRun: 1 });
    assert.deepEqual(bitmap.rows.subarray(8, 16), page.rows.subarray(0, 8));
  });

  it('reads G3 without marks whose rows begin at any bit or at bytes, as some programs write it', () => {
    const page = drawnPage(1728, 50, 5);
    const rle = encodeBitmap(page, new RleEncoder(1728));
    const read = decode(rle, page, { scheme: 'g3', isTwoDimensional: false });
    assert.deepEqual([read.quality.badLines, wrongRows(read.bitmap, page)], [0, 0]);
    const bare = encodeBitmap(page, new RleEncoder(1728, 1));
    const readBare = decode(bare, page, { scheme: 'g3', isTwoDimensional: false });
    assert.deepEqual([readBare.quality.badLines, wrongRows(readBare.bitmap, page)], [0, 0]);
  });

  it('turns any bytes into a page of the right height, without an error', () => {
    const next = seeded(11);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(next() * 400) }, () => next() * 256 * next()));
      const page = createBitmap(1 + Math.floor(next() * 300), 1 + Math.floor(next() * 60));
      for (const { coding } of [...Object.values(CODINGS), { coding: { scheme: 'g4' } as const }]) {
        const { rows, quality } = decode(bytes, page, coding);
        assert.equal(rows, page.height);
        assert.ok(quality.badLines <= page.height && quality.longestBadRun <= quality.badLines);
      }
    }
  });
});
