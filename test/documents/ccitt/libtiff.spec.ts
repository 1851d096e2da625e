import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bitmap } from '../../../src/documents/bilevel/bitmap';
import { encodeBitmap } from '../../../src/documents/ccitt/encode-bitmap';
import { G3Encoder } from '../../../src/documents/ccitt/g3-encoder';
import { G4Encoder } from '../../../src/documents/ccitt/g4-encoder';
import type { StripEncoder } from '../../../src/documents/ccitt/strip-encoder';
import { reverseBits } from '../../../src/documents/tiff/bit-order';
import { writeTiff } from '../../../src/documents/tiff/write-tiff';
import { everyRun } from '../support/bitmaps';
import { describeWith, runTool } from '../support/external-tools';
import { decodeTiff, drawnPage, plainTiff } from '../support/pages';
import { RleEncoder } from '../support/rle-encoder';

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

const ENCODERS: Record<string, { compression: number; options?: number; make: (width: number) => StripEncoder }> = {
  'G4': { compression: 4, make: (width) => new G4Encoder(width) },
  'G3 1-D': { compression: 3, make: (width) => new G3Encoder(width, { k: 1, isAligned: false }) },
  'G3 1-D, aligned': { compression: 3, options: 4, make: (width) => new G3Encoder(width, { k: 1, isAligned: true }) },
  'G3 2-D, K = 2': { compression: 3, options: 1, make: (width) => new G3Encoder(width, { k: 2, isAligned: false }) },
  'G3 2-D, K = 4, aligned': { compression: 3, options: 5, make: (width) => new G3Encoder(width, { k: 4, isAligned: true }) },
  'RLE': { compression: 2, make: (width) => new RleEncoder(width) },
}; // prettier-ignore

describeWith(['tiffcp'], 'the encoders, beside libtiff', (folder) => {
  for (const [name, { compression, options = 0, make }] of Object.entries(ENCODERS)) {
    for (const fillOrder of [1, 2]) {
      it(`writes ${name} that libtiff reads, and we, fill order ${fillOrder}`, async () => {
        const pages = [...PAGES, everyRun()];
        const file = writeTiff(
          pages.map((page) => {
            const strip = encodeBitmap(page, make(page.width));
            const { width, height } = page;
            const tags = new Map<number, number[]>();
            for (const [tag, value] of [
              [256, width],
              [257, height],
              [258, 1],
              [259, compression],
              [262, 0],
              [266, fillOrder],
              [277, 1],
              [278, height],
              [292, options],
            ])
              // prettier-ignore
              tags.set(tag ?? 0, [value ?? 0]);
            return { tags, strips: [fillOrder === 1 ? strip : reverseBits(strip)] };
          }),
        );
        assertSame(decodeTiff(file), pages);
        const path = join(folder(), 'ours.tif');
        await writeFile(path, file);
        const plain = join(folder(), 'plain.tif');
        await runTool('tiffcp', ['-c', 'none', '-r', '100000', '-f', 'msb2lsb', path, plain]);
        assertSame(decodeTiff(await readFile(plain)), pages);
      });
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
