import assert from 'node:assert/strict';
import { tiffAsPdf } from '../../../src/documents/received/tiff-as-pdf';
import { readDamagedTiff, readTiff } from '../../../src/documents/tiff/read-tiff';
import { drawnPage } from '../support/pages';
import { VARIANTS, variantTiff, type VariantOptions } from '../support/variants';

const PAGE = drawnPage(1728, 60, 4);
const convert = (tiff: Buffer) => tiffAsPdf(readDamagedTiff(tiff).pages, true, () => undefined);

function boxes(options: VariantOptions, pages = [PAGE]): string[] {
  const text = convert(variantTiff(pages, options)).files[0]?.toString('latin1') ?? '';
  return [...text.matchAll(/\/MediaBox \[0 0 ([\d. ]+)\]/g)].map((found) => found[1] ?? '');
}

describe('a fax as PDF', () => {
  const high = drawnPage(1728, 2292, 1);
  const low = drawnPage(1728, 1146, 1);
  it('gives a page the size that it had on paper, whatever its resolution', () => {
    assert.deepEqual(boxes({ resolution: [204, 196] }, [high]), ['609.88 841.96']);
    assert.deepEqual(boxes({ resolution: [204, 98] }, [low]), ['609.88 841.96']);
    assert.deepEqual(boxes({ resolution: [204, 391] }, [high]), ['609.88 422.06']);
    assert.deepEqual(boxes({ resolution: [200, 100] }, [low]), ['622.08 825.12']);
  });

  it('takes the sheet of a fax where the file says nothing, or what cannot be', () => {
    const without = { 282: [0, 0], 283: [0, 0] };
    assert.deepEqual(boxes({ tags: without }, [high]), ['609.88 841.96']);
    assert.deepEqual(boxes({ tags: without }, [low]), ['609.88 841.96']);
    assert.deepEqual(boxes({ resolution: [72, 72] }, [high]), ['609.88 808.94']);
    assert.deepEqual(boxes({ tags: { 296: [1], 282: [2, 1], 283: [1, 1] } }, [low]), ['609.88 808.94']);
    assert.deepEqual(boxes({ resolution: [204, 4_000_000_000] }, [low]), ['609.88 404.47']);
    assert.deepEqual(boxes({ resolution: [4_000_000_000, 4_000_000_000] }, [low]), ['609.88 404.47']);
  });

  it('turns the paper with the page', () => {
    assert.deepEqual(boxes({ tags: { 274: [6] } }, [high]), ['841.96 609.88']);
    assert.deepEqual(boxes({ tags: { 274: [3] } }, [high]), ['609.88 841.96']);
    assert.deepEqual(boxes({ tags: { 274: [99] } }, [high]), ['609.88 841.96']);
  });

  it('keeps the bytes of a sound picture in one strip', () => {
    for (const variant of Object.values(VARIANTS)) {
      const tiff = variantTiff([PAGE], { variant });
      const strip = readTiff(tiff)[0]?.pieces[0] ?? Buffer.alloc(1);
      assert.ok(convert(tiff).files[0]?.includes(strip));
    }
  });

  it('is the same at any time', () => {
    const tiff = variantTiff([PAGE, drawnPage(1728, 30, 2)], { rowsPerStrip: 7 });
    assert.deepEqual(convert(tiff), convert(Buffer.from(tiff)));
  });

  it('reports damaged lines that it finds and those that the receiver wrote', () => {
    const told = variantTiff([PAGE, PAGE], { tags: { 326: [14], 327: [1], 328: [5] } });
    assert.deepEqual(convert(told).warnings, [
      'page 1: 14 of 60 lines are damaged, 5 of them in a row',
      'page 2: 14 of 60 lines are damaged, 5 of them in a row',
    ]);
    const cut = variantTiff([PAGE]).subarray(0, -900);
    const { files, warnings } = convert(cut);
    assert.match(warnings[0] ?? '', /^page 1: \d+ of 60 lines are damaged, \d+ of them in a row$/);
    assert.ok(!files[0]?.includes(readDamagedTiff(cut).pages[0]?.pieces[0] ?? ''), 'coded anew');
    const one = variantTiff([PAGE], { tags: { 326: [1] } });
    assert.deepEqual(convert(one).warnings, ['page 1: 1 of 60 lines are damaged']);
  });
});
