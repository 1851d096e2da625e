import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bitmap } from '../../../src/documents/bilevel/bitmap';
import { everyRun } from '../support/bitmaps';
import { describeWith, runTool } from '../support/external-tools';
import { decodeTiff, drawnPage, plainTiff } from '../support/pages';
import { VARIANTS, variantTiff } from '../support/variants';

const WIDTHS = [1, 2, 7, 8, 9, 15, 17, 63, 64, 65, 511, 1727, 1728, 1729, 2048, 2595, 4864];
const PAGES = WIDTHS.map((width, index) => drawnPage(width, 30 + index * 3, width));

const COMPRESSIONS = ['g3:1d', 'g3:1d:fill', 'g3:2d', 'g3:2d:fill', 'g4', 'none', 'packbits', 'lzw', 'zip'];
const CUTS = { 'one strip': ['-r', '100000'], 'strips of 8': ['-r', '8'], 'strips of one': ['-r', '1'], tiles: ['-t', '-w', '64', '-l', '32'] }; // prettier-ignore

describeWith(['tiffcp'], 'the decoder, beside libtiff', (folder) => {
  for (const compression of COMPRESSIONS) {
    for (const [cut, options] of Object.entries(CUTS)) {
      for (const order of ['msb2lsb', 'lsb2msb']) {
        it(`reads ${compression} in ${cut}, ${order}, of any width`, async () => {
          const file = join(folder(), 'in.tif');
          await writeFile(file, plainTiff(PAGES));
          const written = join(folder(), 'out.tif');
          await runTool('tiffcp', ['-c', compression, ...options, '-f', order, file, written]);
          assertSame(decodeTiff(await readFile(written)), PAGES);
        });
      }
    }
  }

  for (const compression of ['g3:2d', 'g4']) {
    it(`reads 100 pages of ${compression}, in the other byte order`, async () => {
      const pages = Array.from({ length: 100 }, (_, index) => drawnPage(1728, 40, index));
      const file = join(folder(), 'in.tif');
      await writeFile(file, plainTiff(pages));
      const written = join(folder(), 'out.tif');
      await runTool('tiffcp', ['-B', '-c', compression, file, written]);
      assertSame(decodeTiff(await readFile(written)), pages);
    });
  }

  it('reads runs of every length', async () => {
    const page = everyRun();
    const file = join(folder(), 'in.tif');
    await writeFile(file, plainTiff([page]));
    for (const compression of ['g3:1d', 'g4']) {
      const written = join(folder(), 'out.tif');
      await runTool('tiffcp', ['-c', compression, file, written]);
      assertSame(decodeTiff(await readFile(written)), [page]);
    }
  });
});

describeWith(['tiffcp'], 'the encoders, beside libtiff', (folder) => {
  for (const [name, variant] of Object.entries(VARIANTS)) {
    for (const fillOrder of [1, 2]) {
      for (const photometric of [0, 1]) {
        it(`writes ${name} that libtiff reads, and we, fill order ${fillOrder}, photometric ${photometric}`, async () => {
          const pages = [...PAGES, everyRun()];
          const file = variantTiff(pages, { variant, fillOrder, photometric });
          assertSame(decodeTiff(file), pages);
          const path = join(folder(), 'ours.tif');
          await writeFile(path, file);
          const plain = join(folder(), 'plain.tif');
          await runTool('tiffcp', ['-c', 'none', '-r', '100000', '-f', 'msb2lsb', path, plain]);
          assertSame(decodeTiff(await readFile(plain)), pages);
        });
      }
    }
  }
});

function assertSame(read: ReturnType<typeof decodeTiff>, pages: readonly Bitmap[]): void {
  assert.equal(read.length, pages.length);
  read.forEach(({ width, height, rows, quality }, index) => {
    const page = pages[index];
    assert.deepEqual({ width, height, ...quality }, { width: page?.width, height: page?.height, badLines: 0, longestBadRun: 0 }); // prettier-ignore
    assert.equal(Buffer.compare(rows, page?.rows ?? Buffer.alloc(0)), 0, `page ${index + 1}, ${width} pixels wide`);
  });
}
