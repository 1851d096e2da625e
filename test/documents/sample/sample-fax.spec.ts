import assert from 'node:assert/strict';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { drawFaxPage } from '../../../src/documents/sample/draw-fax-page';
import { decodeG4 } from '../ccitt/g4-decode';
import { readTiff } from '../tiff/read-tiff';

describe('the sample fax', () => {
  it('has the requested number of A4 pages', () => {
    const pages = readTiff(sampleFax({ pages: 3 }));
    assert.deepEqual(
      pages.map(({ tags }) => [tags.get(256)?.[0], tags.get(257)?.[0], tags.get(283)?.[0]]),
      [
        [1728, 2292, 196],
        [1728, 2292, 196],
        [1728, 2292, 196],
      ],
    );
  });

  it('shows the given lines below the page number', () => {
    const [page] = readTiff(sampleFax({ lines: ['Hello'] }));
    assert.ok(page);
    const drawn = drawFaxPage(['SAMPLE FAX    page 1 of 1', '', 'Hello']);
    assert.deepEqual(decodeG4(page.strip, 1728, 2292).rows, drawn.rows);
    assert.notDeepEqual(drawFaxPage(['Hello']).rows, drawFaxPage(['Jello']).rows);
  });

  it('has half the rows in standard resolution', () => {
    const [page] = readTiff(sampleFax({ resolution: 'standard' }));
    assert.equal(page?.tags.get(257)?.[0], 1146);
    assert.equal(page.tags.get(283)?.[0], 98);
  });
});
