import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeTiffF } from '../../../src/documents/tiff/write-tiff-f';
import { createBitmap } from '../../../src/documents/bilevel/bitmap';
import { anyBitmap } from '../support/bitmaps';
import { decodeG4 } from '../ccitt/g4-decode';
import { readTiff } from './read-tiff';

describe('the TIFF-F writer', () => {
  it('writes a file from which every page comes back, pixel by pixel', () => {
    fc.assert(
      fc.property(fc.array(anyBitmap, { minLength: 1, maxLength: 4 }), (pages) => {
        const read = readTiff(writeTiffF(pages));
        assert.equal(read.length, pages.length);
        read.forEach(({ tags, strip }, index) => {
          const page = pages[index];
          assert.ok(page);
          assert.equal(tags.get(256)?.[0], page.width);
          assert.equal(tags.get(257)?.[0], page.height);
          assert.deepEqual(Buffer.from(decodeG4(strip, page.width, page.height).rows), Buffer.from(page.rows));
        });
      }),
    );
  });

  it('carries the tags of TIFF-F, in ascending order', () => {
    const [first, second] = readTiff(writeTiffF([createBitmap(1728, 4), createBitmap(1728, 4)]));
    assert.ok(first);
    assert.ok(second);
    const order = [...second.tags.keys()];
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    const expected: [number, number[]][] = [
      [254, [2]],
      [258, [1]],
      [259, [4]],
      [262, [0]],
      [266, [1]],
      [277, [1]],
      [278, [4]],
      [293, [0]],
      [296, [2]],
    ];
    for (const [tag, value] of expected) assert.deepEqual(second.tags.get(tag), value, `tag ${tag}`);
    assert.deepEqual(first.tags.get(297), [0, 2]);
    assert.deepEqual(second.tags.get(297), [1, 2]);
  });

  it('tells fine from standard by the vertical resolution', () => {
    const resolution = (file: Buffer): unknown => readTiff(file).map(({ tags }) => [tags.get(282), tags.get(283)]);
    const page = createBitmap(1728, 2);
    assert.deepEqual(resolution(writeTiffF([page])), [
      [
        [204, 1],
        [196, 1],
      ],
    ]);
    assert.deepEqual(resolution(writeTiffF([page], { resolution: 'standard' })), [
      [
        [204, 1],
        [98, 1],
      ],
    ]);
  });

  it('puts each directory on a word boundary, before its image', () => {
    const noise = createBitmap(90, 3);
    noise.rows.set([1, 2, 3, 4, 5]);
    const pages = readTiff(writeTiffF([noise, noise, noise]));
    for (const { offset, stripOffset } of pages) {
      assert.equal(offset % 2, 0);
      assert.ok(stripOffset > offset);
    }
  });

  it('refuses to write a file without a page', () => {
    assert.throws(() => writeTiffF([]), RangeError);
  });
});
