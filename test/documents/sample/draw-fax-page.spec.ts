import assert from 'node:assert/strict';
import { drawFaxPage } from '../../../src/documents/sample/draw-fax-page';
import { glyphRows } from '../../../src/documents/sample/fax-font';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

describe('drawing a fax page', () => {
  it('has a glyph of its own for every printable character', () => {
    const shapes = printable.map((character) => glyphRows(character).join());
    assert.equal(new Set(shapes).size, printable.length);
    for (const character of printable) {
      const rows = glyphRows(character);
      assert.equal(rows.length, 7);
      assert.ok(
        rows.every((row) => row >= 0 && row < 32),
        `character ${character}`,
      );
    }
  });

  it('draws a question mark for a character outside ASCII', () => {
    assert.deepEqual(drawFaxPage(['é😀']).rows, drawFaxPage(['??']).rows);
  });

  it('cuts off what does not fit on the page', () => {
    const page = drawFaxPage(Array.from({ length: 200 }, () => 'W'.repeat(500)));
    assert.equal(page.rows.length, (1728 / 8) * 2292);
  });

  it('leaves a page without text white', () => {
    assert.ok(drawFaxPage([]).rows.every((byte) => byte === 0));
  });
});
