import assert from 'node:assert/strict';
import { createBitmap, fillRectangle } from '../../../src/documents/bilevel/bitmap';
import { thumbnail } from '../../../src/documents/png/thumbnail';
import { rowsOf } from '../support/pages';
import { readPng } from '../support/read-png';

describe('a thumbnail', () => {
  it('has the shape that the page has on paper', () => {
    const page = createBitmap(1728, 1146);
    const rows = rowsOf(page);
    const png = readPng(thumbnail({ ...page, resolution: { x: 204, y: 98 } }, 300, (sink) => rows.forEach(sink)));
    assert.deepEqual([png.width, png.height, png.bits], [300, Math.round((1146 * 300 * 204) / (1728 * 98)), 8]);
    assert.ok(png.rows.every((grey) => grey === 255));
  });

  it('is as dark as what each pixel stands for', () => {
    const page = createBitmap(100, 100);
    fillRectangle(page, { x: 50, y: 0, width: 25, height: 100 });
    const rows = rowsOf(page);
    const shape = { ...page, resolution: { x: 200, y: 200 } };
    const png = readPng(thumbnail(shape, 2, (sink) => rows.forEach(sink)));
    assert.deepEqual([...png.rows], [255, 128, 255, 128]);
    const enlarged = readPng(thumbnail(shape, 200, (sink) => rows.forEach(sink)));
    assert.deepEqual([enlarged.width, enlarged.height, enlarged.rows[99], enlarged.rows[100]], [200, 200, 255, 0]);
  });
});
