import { createBitmap, strideOf, type Bitmap } from '../src/documents/bilevel/bitmap';
import { writeRow } from '../src/documents/bilevel/row';
import { G3Encoder } from '../src/documents/ccitt/g3-encoder';
import { G4Encoder } from '../src/documents/ccitt/g4-encoder';
import type { StripEncoder } from '../src/documents/ccitt/strip-encoder';
import { encodeBitmap } from '../src/documents/ccitt/encode-bitmap';
import { tiffAsPdf } from '../src/documents/received/tiff-as-pdf';
import { decodePage } from '../src/documents/tiff/decode-page';
import { faxPictureOf } from '../src/documents/tiff/fax-picture';
import { readTiff } from '../src/documents/tiff/read-tiff';
import { writeTiff } from '../src/documents/tiff/write-tiff';
import { writeTiffF } from '../src/documents/tiff/write-tiff-f';
import { sampleFax } from '../src/documents/sample/sample-fax';
import { loadSharp, type Raw, type Sharp } from './support/load-sharp';
import { report } from './support/report';
import { median } from './support/statistics';
import { textPages } from './support/text-pages';

const PAGES = 5;
const ROUNDS = 15;

const COMPRESSIONS = {
  'G4': { compression: 4, t4Options: 0, make: (width: number) => new G4Encoder(width) },
  'G3 two-dimensional': { compression: 3, t4Options: 1, make: (width: number) => new G3Encoder(width, { k: 4, isAligned: false }) },
  'G3 one-dimensional': { compression: 3, t4Options: 0, make: (width: number) => new G3Encoder(width, { k: 1, isAligned: false }) },
}; // prettier-ignore

async function main(): Promise<void> {
  const pages = textPages(PAGES);
  const sharp = loadSharp();
  for (const [name, coding] of Object.entries(COMPRESSIONS)) await benchDecoding(name, codedTiff(pages, coding), sharp);
  await benchEncoding(pages, sharp);
  for (const [what, file, count] of [
    ['full of text', writeTiffF(textPages(50)), 50],
    ['with a few lines', sampleFax({ pages: 100 }), 100],
  ] as const) {
    await benchWrapping(what, file, count);
  }
}

/** Runs both in turns, so that other work on the machine affects both alike. */
async function sideBySide(ours: () => unknown, theirs: (() => unknown) | undefined): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, act] of [ours, theirs].entries()) {
      const began = performance.now();
      await act?.();
      times[index === 0 ? 0 : 1].push(act ? performance.now() - began : NaN);
    }
  }
  return [median(times[0]), median(times[1])];
}

async function benchDecoding(name: string, file: Buffer, sharp: Sharp | undefined): Promise<void> {
  const theirs = sharp && (() => Promise.all(Array.from({ length: PAGES }, (_, page) => sharp(file, { page }).raw().toBuffer()))); // prettier-ignore
  const [ours, other] = await sideBySide(() => decodeAll(file), theirs);
  report({ name: `Decode ${PAGES} pages of ${name}`, value: ours, unit: 'ms', note: `${file.length} bytes` });
  report({ name: '  sharp, on all cores', value: other, unit: 'ms' });
  report({ name: '  ratio', value: other / ours, unit: '×', note: 'target: at least 1' });
}

async function benchEncoding(pages: readonly Bitmap[], sharp: Sharp | undefined): Promise<void> {
  const raws = sharp ? await rawPages(writeTiffF(pages), sharp) : [];
  const theirs = sharp && (() => Promise.all(raws.map(({ data, info }) => sharp(data, { raw: info }).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1, miniswhite: true }).toBuffer()))); // prettier-ignore
  const [ours, other] = await sideBySide(() => writeTiffF(pages), theirs);
  report({ name: `Encode ${PAGES} pages as G4`, value: ours, unit: 'ms' });
  report({ name: '  sharp, on all cores', value: other, unit: 'ms' });
  report({ name: '  ratio', value: other / ours, unit: '×', note: 'target: at least 1' });
}

async function benchWrapping(what: string, file: Buffer, count: number): Promise<void> {
  const pages = readTiff(file);
  const [ours] = await sideBySide(() => tiffAsPdf(pages, true, () => undefined), undefined);
  const note = `${count} pages ${what}, each decoded once to see that it is sound; target: at least 1,000`;
  report({ name: `TIFF to PDF, G4 in one strip, ${what}`, value: (count / ours) * 1_000, unit: 'pages/s', note });
}

function rawPages(file: Buffer, sharp: Sharp): Promise<Raw[]> {
  const pages = Array.from({ length: PAGES }, (_, page) => sharp(file, { page }));
  return Promise.all(pages.map((page) => page.raw().toBuffer({ resolveWithObject: true })));
}

function decodeAll(file: Buffer): Bitmap[] {
  return readTiff(file).map((page) => {
    const picture = faxPictureOf(page);
    const bitmap = createBitmap(picture.width, picture.height);
    let at = 0;
    decodePage(page.pieces, picture, (row) => {
      writeRow(row, bitmap.rows, at);
      at += strideOf(picture.width);
    });
    return bitmap;
  });
}

function codedTiff(
  pages: readonly Bitmap[],
  coding: { compression: number; t4Options: number; make: (width: number) => StripEncoder },
): Buffer {
  return writeTiff(
    pages.map((page) => ({
      tags: new Map([
        ...[[256, [page.width]], [257, [page.height]], [258, [1]], [259, [coding.compression]], [262, [0]], [277, [1]]],
        ...[[278, [page.height]], [282, [204, 1]], [283, [196, 1]], [292, [coding.t4Options]], [296, [2]]],
      ] as [number, number[]][]), // prettier-ignore
      strips: [encodeBitmap(page, coding.make(page.width))],
    })),
  );
}

void main();
