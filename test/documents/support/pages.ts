import { createBitmap, strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';
import { decodePage } from '../../../src/documents/tiff/decode-page';
import { faxPictureOf } from '../../../src/documents/tiff/fax-picture';
import { createRow, readRow, writeRow, type Row } from '../../../src/documents/bilevel/row';
import type { LineQuality } from '../../../src/documents/bilevel/line-quality';
import { readDamagedTiff } from '../../../src/documents/tiff/read-tiff';
import { writeTiff } from '../../../src/documents/tiff/write-tiff';
import { seeded } from '../../support/seeded';
import { trimmed } from './bitmaps';

/** A page whose rows resemble the one above, as those of text do, with some that are blank, and some noise. */
export function drawnPage(width: number, height: number, seed = 1): Bitmap {
  const next = seeded(seed);
  const page = createBitmap(width, height);
  const stride = strideOf(width);
  for (let y = 0; y < height; y++) {
    const kind = next();
    for (let index = y * stride; index < (y + 1) * stride; index++) {
      const above = page.rows[index - stride] ?? 0;
      const noise = next() * 256;
      if (kind < 0.1) page.rows[index] = 0;
      else if (kind < 0.2) page.rows[index] = noise;
      else if (kind < 0.25) page.rows[index] = 0xff;
      else if (next() < 0.1) page.rows[index] = above ^ (noise & (next() * 256));
      else page.rows[index] = above;
    }
  }
  return trimmed(page);
}

/** An uncompressed TIFF, one strip a page. */
export function plainTiff(pages: readonly Bitmap[], resolution: [number, number] = [204, 196]): Buffer {
  return writeTiff(
    pages.map(({ width, height, rows }) => ({
      tags: new Map([
        ...[[256, [width]], [257, [height]], [258, [1]], [259, [1]], [262, [0]], [266, [1]], [277, [1]], [278, [height]]],
        ...[[282, [resolution[0], 1]], [283, [resolution[1], 1]], [296, [2]]],
      ] as [number, number[]][]), // prettier-ignore
      strips: [Buffer.from(rows)],
    })),
  );
}

/** What the product makes of a TIFF file. */
export function decodeTiff(file: Buffer): (Bitmap & { quality: LineQuality })[] {
  return readDamagedTiff(file).pages.map((page) => {
    const picture = faxPictureOf(page);
    const bitmap = createBitmap(picture.width, picture.height);
    let at = 0;
    const quality = decodePage(page.pieces, picture, (row) => {
      writeRow(row, bitmap.rows, at);
      at += strideOf(picture.width);
    });
    return { ...bitmap, quality };
  });
}

export function rowsOf({ width, height, rows }: Bitmap): Row[] {
  return Array.from({ length: height }, (_, y) => {
    const row = createRow(width);
    readRow(row, rows, y * strideOf(width), width);
    return row;
  });
}
