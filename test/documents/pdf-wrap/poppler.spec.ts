import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { upright } from '../../../src/documents/bilevel/upright';
import { createBitmap, fillRectangle, strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';
import { tiffAsPdf } from '../../../src/documents/received/tiff-as-pdf';
import { readTiff } from '../../../src/documents/tiff/read-tiff';
import { describeWith, runTool } from '../support/external-tools';
import { drawnPage, plainTiff } from '../support/pages';
import { readPbm } from '../support/read-pbm';
import { VARIANTS, variantTiff } from '../support/variants';

const PAGES = [8, 17, 511, 1727, 1728, 2048].map((width) => drawnPage(width, 50, width));

function pdfOf(tiff: Buffer): Buffer {
  const { files, warnings } = tiffAsPdf(readTiff(tiff), true, () => undefined);
  assert.deepEqual(warnings, []);
  return files[0] ?? Buffer.alloc(0);
}

describeWith(['pdfimages', 'pdftoppm'], 'a fax as PDF, beside poppler', (folder) => {
  let count = 0;

  async function seenBy(tool: 'pdfimages' | 'pdftoppm', options: string[], pdf: Buffer): Promise<Bitmap[]> {
    const own = join(folder(), String((count += 1)));
    await mkdir(own);
    await writeFile(join(own, 'fax.pdf'), pdf);
    await runTool(tool, [...options, join(own, 'fax.pdf'), join(own, 'page')]);
    const names = (await readdir(own)).filter((name) => /\.p[bg]m$/.test(name)).sort();
    return Promise.all(names.map((name) => readPbm(join(own, name))));
  }

  for (const [name, variant] of Object.entries(VARIANTS)) {
    for (const rowsPerStrip of [undefined, 16]) {
      for (const fillOrder of [1, 2]) {
        const cut = rowsPerStrip === undefined ? 'one strip' : 'several strips';
        it(`shows the pixels of ${name}, ${cut}, fill order ${fillOrder}, both colours`, async () => {
          for (const photometric of [0, 1]) {
            const tiff = variantTiff(PAGES, { variant, fillOrder, photometric, ...(rowsPerStrip && { rowsPerStrip }) });
            assert.deepEqual(await seenBy('pdfimages', [], pdfOf(tiff)), PAGES);
          }
        });
      }
    }
  }

  it('shows the pixels of pages without compression', async () => {
    assert.deepEqual(await seenBy('pdfimages', [], pdfOf(plainTiff(PAGES))), PAGES);
  });

  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`turns a page of orientation ${orientation} as it is to be read`, async () => {
      // Of squares, since poppler blurs edges where it draws a page.
      const page = createBitmap(5 * SQUARE, 3 * SQUARE);
      for (const [x, y] of [
        [0, 0],
        [1, 0],
        [3, 1],
        [0, 2],
        [1, 2],
        [2, 2],
      ] as const)
        // prettier-ignore
        fillRectangle(page, { x: x * SQUARE, y: y * SQUARE, width: SQUARE, height: SQUARE });
      const tiff = variantTiff([page], { resolution: [72, 72], tags: { 274: [orientation] } });
      const [drawn] = await seenBy('pdftoppm', ['-gray', '-r', '72'], pdfOf(tiff));
      assert.ok(drawn);
      assert.deepEqual(squaresOf(drawn), squaresOf(upright(page, orientation)));
    });
  }
});

const SQUARE = 16;

/** The colours in the middle of each square. */
function squaresOf({ width, height, rows }: Bitmap): string[] {
  const lines: string[] = [];
  for (let y = SQUARE / 2; y < height; y += SQUARE) {
    let line = '';
    for (let x = SQUARE / 2; x < width; x += SQUARE) {
      line += ((rows[y * strideOf(width) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0 ? '.' : '#';
    }
    lines.push(line);
  }
  return lines;
}
