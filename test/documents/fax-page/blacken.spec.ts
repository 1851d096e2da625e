import assert from 'node:assert/strict';
import { blacken } from '../../../src/documents/fax-page/blacken';
import { turnPicture } from '../../../src/documents/fax-page/turn-picture';

const grey = (width: number, height: number, value: number) => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});
const blackOf = ({ rows }: { rows: Uint8Array }): number =>
  rows.reduce((sum, byte) => sum + (byte.toString(2).match(/1/g)?.length ?? 0), 0);

describe('a page in black and white', () => {
  it('keeps light grey text and drops a tinted background', () => {
    assert.equal(blackOf(blacken(grey(100, 10, 0x88), 'text')), 1000);
    assert.equal(blackOf(blacken(grey(100, 10, 0xbe), 'text')), 1000);
    assert.equal(blackOf(blacken(grey(100, 10, 0xc0), 'text')), 0);
  });

  it('has the width of a fax, with the picture in its middle', () => {
    const page = blacken(grey(16, 1, 0), 'text');
    assert.deepEqual([page.width, page.height], [1728, 1]);
    assert.deepEqual([...page.rows.subarray(106, 110)], [0, 0xff, 0xff, 0]);
    assert.equal(blackOf(page), 16);
    assert.equal(blackOf(blacken(grey(2000, 2, 0), 'text')), 2 * 1728);
  });

  it('draws the greys of a photo by as many dots as they are dark', () => {
    for (const value of [0, 32, 64, 128, 192, 224, 255]) {
      const share = blackOf(blacken(grey(160, 160, value), 'photo')) / (160 * 160);
      assert.ok(Math.abs(share - (1 - value / 255)) <= 1 / 16, `${value}: ${share}`);
    }
  });
});

describe('turning a picture', () => {
  it('puts its left side on top', () => {
    const turned = turnPicture({ width: 3, height: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) });
    assert.deepEqual(turned, { width: 2, height: 3, data: Uint8Array.from([4, 1, 5, 2, 6, 3]) });
  });
});
