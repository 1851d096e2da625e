import assert from 'node:assert/strict';
import { strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';
import { upright } from '../../../src/documents/bilevel/upright';
import { pagesAsPng } from '../../../src/documents/received/pages-as-png';
import { readTiff } from '../../../src/documents/tiff/read-tiff';
import { trimmed } from '../support/bitmaps';
import { drawnPage } from '../support/pages';
import { readPng, type ReadPng } from '../support/read-png';
import { variantTiff, type VariantOptions } from '../support/variants';

const PAGE = drawnPage(203, 40, 4);

const pngs = (pages: Bitmap[], options: VariantOptions): ReadPng[] =>
  pagesAsPng(readTiff(variantTiff(pages, options)), () => undefined).files.map(readPng);

function pixels({ width, height, rows }: ReadPng): Bitmap {
  return trimmed({ width, height, rows: new Uint8Array(rows.map((byte) => ~byte)) });
}

describe('a fax as PNG pictures', () => {
  it('keeps every pixel of a page whose pixels are square', () => {
    const pages = [PAGE, drawnPage(64, 3, 2)];
    assert.deepEqual(pngs(pages, { resolution: [200, 200] }).map(pixels), pages);
  });

  it('repeats rows where they are coarser than columns', () => {
    const [png] = pngs([PAGE], { resolution: [204, 98] });
    assert.ok(png);
    assert.deepEqual([png.width, png.height, png.bits], [203, Math.round((40 * 204) / 98), 1]);
    assert.deepEqual(png.pixelsPerMetre, [8031, 8031]);
    const shown = pixels(png);
    const stride = strideOf(203);
    let last = -1;
    for (let y = 0; y < shown.height; y++) {
      const row = Buffer.from(shown.rows.subarray(y * stride, (y + 1) * stride)).toString('hex');
      const source = Math.min(39, Math.floor((y * 98) / 204));
      const near = [source, source + 1].map((at) =>
        Buffer.from(PAGE.rows.subarray(at * stride, (at + 1) * stride)).toString('hex'),
      );
      assert.ok(near.includes(row), `row ${y}`);
      assert.ok(source >= last);
      last = source;
    }
  });

  it('stretches rows where columns are coarser', () => {
    const [png] = pngs([PAGE], { resolution: [100, 200] });
    assert.ok(png);
    assert.deepEqual([png.width, png.height], [406, 40]);
    const shown = pixels(png);
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 406; x++) {
        const bit = (rows: Uint8Array, stride: number, at: number) => ((rows[y * stride + (at >> 3)] ?? 0) >> (7 - (at & 7))) & 1; // prettier-ignore
        assert.equal(bit(shown.rows, strideOf(406), x), bit(PAGE.rows, strideOf(203), x >> 1));
      }
    }
  });

  it('turns pages as they are to be read, and their shape with them', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const [png] = pngs([PAGE], { resolution: [200, 200], tags: { 274: [orientation] } });
      assert.ok(png);
      assert.deepEqual(pixels(png), upright(PAGE, orientation));
    }
    const [low] = pngs([PAGE], { resolution: [200, 100], tags: { 274: [6] } });
    assert.deepEqual([low?.width, low?.height], [80, 203]);
  });

  it('reports damaged lines', () => {
    const cut = readTiff(variantTiff([PAGE]));
    const pieces = [cut[0]?.pieces[0]?.subarray(0, 100) ?? Buffer.alloc(0)];
    const { warnings } = pagesAsPng(cut.map((page) => ({ ...page, pieces })), () => undefined); // prettier-ignore
    assert.match(warnings[0] ?? '', /^page 1: \d+ of 40 lines/);
  });
});
