import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { createBitmap, fillRectangle, strideOf } from '../../../src/documents/bilevel/bitmap';
import { encodeG4 } from '../../../src/documents/ccitt/encode-bitmap';
import type { OutgoingPart, OutgoingRequest, OutgoingResult } from '../../../src/documents/outgoing/outgoing-request';
import { prepareOutgoing } from '../../../src/documents/outgoing/prepare-outgoing';
import { decodePage } from '../../../src/documents/tiff/decode-page';
import { faxPictureOf } from '../../../src/documents/tiff/fax-picture';
import { readTiff, type TiffPage } from '../../../src/documents/tiff/read-tiff';
import { TAG } from '../../../src/documents/tiff/tags';
import { writeRow } from '../../../src/documents/bilevel/row';
import { BadDocumentError } from '../../../src/domain/errors';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import { tiffFile, type TiffPart } from '../tiff/tiff-file';
import { protectedPdf } from '../pdf/owner-protected';
import { jpegFile, pngFile } from './pictures';

type Tags = Required<TiffPart>['tags'];

const MB = 1024 * 1024;
const prepare = (parts: OutgoingPart[], wish: Partial<OutgoingRequest> = {}): Promise<OutgoingResult> =>
  prepareOutgoing({ parts, takes: [], quality: 'fine', greys: 'text', ...wish }, () => undefined);
const refused = (parts: OutgoingPart[], message: RegExp, wish: Partial<OutgoingRequest> = {}) =>
  assert.rejects(prepare(parts, wish), (error) => error instanceof BadDocumentError && message.test(error.message));
const pagesOf = ({ bytes }: OutgoingResult): TiffPage[] => readTiff(Buffer.from(bytes));
const tag = (page: TiffPage | undefined, name: keyof typeof TAG) => page?.tags.get(TAG[name])?.[0];
const sizesOf = (result: OutgoingResult) =>
  pagesOf(result).map((page) => [tag(page, 'imageWidth'), tag(page, 'imageLength')]);

/** The pixels of a page, a byte of 0 or 1 each. */
function pixelsOf(page: TiffPage | undefined): {
  width: number;
  black: (x: number, y: number) => boolean;
  share: number;
} {
  assert.ok(page);
  const picture = faxPictureOf(page);
  const stride = strideOf(picture.width);
  const rows = new Uint8Array(stride * picture.height);
  let at = 0;
  decodePage(page.pieces, picture, (row) => {
    writeRow(row, rows, at);
    at += stride;
  });
  const black = (x: number, y: number) => ((rows[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
  let count = 0;
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < picture.width; x++) count += black(x, y) ? 1 : 0;
  return { width: picture.width, black, share: count / (picture.width * picture.height) };
}

/** A black-and-white scan: white, with a black square of 100 pixels at 200, 300. */
function scan(width: number, height: number, dots: number): Buffer {
  const bitmap = createBitmap(width, height);
  fillRectangle(bitmap, { x: 200, y: 300, width: 100, height: 100 });
  const tags: Tags = {
    ...{ 256: [3, [width]], 257: [3, [height]], 278: [3, [height]] },
    ...{ 282: [5, [dots, 1]], 283: [5, [dots, 1]] },
  };
  return tiffFile([{ tags, strips: [encodeG4(bitmap)] }]);
}

describe('what goes out as it is', () => {
  it('takes a PDF that is only protected by its owner as it is, and refuses one that needs a password', async () => {
    const open = protectedPdf(3);
    const { type, pages, bytes } = await prepare([{ bytes: open }], { takes: ['application/pdf'] });
    assert.deepEqual([type, pages, Buffer.from(bytes)], ['application/pdf', 3, open]);
    await refused([{ bytes: protectedPdf(3, { password: 'secret' }) }], /locked by a password/, {
      takes: ['application/pdf'],
    });
  });

  it('is a fax TIFF, whatever the provider takes', async () => {
    const bytes = sampleFax({ pages: 2 });
    const result = await prepare([{ bytes }]);
    assert.deepEqual([result.type, result.pages], ['image/tiff', 2]);
    assert.deepEqual(Buffer.from(result.bytes), bytes);
  });

  it('is a PDF where the provider takes it, with its pages counted', async () => {
    const bytes = samplePdf({ pages: 3 });
    const result = await prepare([{ bytes }], { takes: ['application/pdf'] });
    assert.deepEqual([result.type, result.pages], ['application/pdf', 3]);
    assert.deepEqual(Buffer.from(result.bytes), bytes);
  });

  it('is SENx, alone and where it is taken', async () => {
    const senx = { bytes: Buffer.from('opaque'), isSenx: true };
    const result = await prepare([senx], { takes: ['application/x-senx'] });
    assert.deepEqual([result.type, result.pages], ['application/x-senx', undefined]);
    await refused([senx], /SENx/);
    await refused([senx, { text: 'a' }], /SENx/, { takes: ['application/x-senx'] });
  });
});

describe('what is drawn as pages of a fax', () => {
  it('is a PDF for a provider that takes TIFF only, in the resolution wanted', async () => {
    const fine = await prepare([{ bytes: samplePdf({ pages: 2 }) }]);
    assert.deepEqual([fine.type, fine.pages], ['image/tiff', 2]);
    const [page] = pagesOf(fine);
    assert.deepEqual([tag(page, 'imageWidth'), tag(page, 'compression'), tag(page, 'yResolution')], [1728, 4, 196]);
    assert.ok(pixelsOf(page).share > 0.0005 && pixelsOf(page).share < 0.5);
    const [standard] = pagesOf(await prepare([{ bytes: samplePdf() }], { quality: 'standard' }));
    assert.equal(tag(standard, 'yResolution'), 98);
    assert.ok(Math.abs(Number(tag(page, 'imageLength')) / Number(tag(standard, 'imageLength')) - 2) < 0.01);
  });

  it('is a picture, as large as the sheet takes it, turned where it lies on its side', async () => {
    for (const bytes of [pngFile(60, 80, 0), jpegFile()]) {
      const result = await prepare([{ bytes }]);
      assert.equal(result.pages, 1);
      const share = pixelsOf(pagesOf(result)[0]).share;
      assert.ok(share > 0.3 && share < 0.95, `${share}`);
    }
    const lying = pixelsOf(pagesOf(await prepare([{ bytes: pngFile(80, 60, 0) }]))[0]);
    assert.ok(lying.share > 0.5, 'turned, it fills the sheet');
  });

  it('is a photo in dots where that is asked for', async () => {
    const bytes = pngFile(60, 80, 128);
    const [text] = pagesOf(await prepare([{ bytes }]));
    const [photo] = pagesOf(await prepare([{ bytes }], { greys: 'photo' }));
    assert.ok(Math.abs(pixelsOf(photo).share / pixelsOf(text).share - 0.5) < 0.05);
  });

  it('is a text in letters beyond those of Latin-1, over as many pages as it takes', async () => {
    const one = await prepare([{ text: 'Grüße aus Łódź\nΚαλημέρα\tПривет' }]);
    assert.equal(one.pages, 1);
    assert.ok(pixelsOf(pagesOf(one)[0]).share > 0.0005);
    const many = await prepare([{ text: 'a line of a long letter\n'.repeat(200) }]);
    assert.ok((many.pages ?? 0) > 2);
    await refused([{ text: '你好' }], /characters that a faxed text cannot show/);
    await refused([{ text: ' \n ' }], /empty/);
  });

  it('is a grey or coloured TIFF', async () => {
    const tags = (more: Tags): Tags => ({
      ...{ 256: [3, [100]], 257: [3, [100]], 278: [3, [100]], 282: [5, [50, 1]], 283: [5, [50, 1]], ...more },
    });
    const grey = tags({ 258: [3, [8]], 259: [3, [1]], 262: [3, [1]] });
    const rgb = tags({ 258: [3, [8, 8, 8]], 259: [3, [8]], 262: [3, [2]], 277: [3, [3]] });
    for (const file of [
      tiffFile([{ tags: grey, strips: [Buffer.alloc(10_000, 100)] }]),
      tiffFile([{ tags: rgb, strips: [deflateSync(Buffer.alloc(30_000, 100))] }]),
    ]) {
      const page = pixelsOf(pagesOf(await prepare([{ bytes: file }]))[0]);
      assert.ok(page.black(864, 100));
      assert.equal(page.black(10, 100), false);
    }
    const lost = tags({ 258: [3, [8]], 259: [3, [7]], 262: [3, [1]] });
    await refused([{ bytes: tiffFile([{ tags: lost, strips: [Buffer.alloc(10)] }]) }], /save it as PDF/);
  });

  it('is an array of all kinds, in order, as one fax', async () => {
    const bytes = sampleFax({ pages: 2 });
    const result = await prepare(
      [{ text: 'first' }, { bytes }, { bytes: samplePdf({ pages: 3 }) }, { bytes: pngFile(60, 80, 0) }],
      { takes: ['application/pdf'] },
    );
    assert.deepEqual([result.type, result.pages], ['image/tiff', 7]);
    assert.deepEqual(pagesOf(result)[1]?.pieces, readTiff(bytes)[0]?.pieces, 'a fax stays as it is coded');
  });
});

describe('a scan that is no fax', () => {
  it('of 200 dots per inch gets margins and stays sharp', async () => {
    for (const width of [1654, 1700]) {
      const result = await prepare([{ bytes: scan(width, 2339, 200) }]);
      assert.deepEqual(sizesOf(result), [[1728, 2339]]);
      const left = (1728 - width) >> 1;
      const { black } = pixelsOf(pagesOf(result)[0]);
      const edges = [
        [left + 199, 300],
        [left + 200, 300],
        [left + 299, 399],
        [left + 300, 399],
        [left + 200, 299],
      ].map(([x = 0, y = 0]) => black(x, y));
      assert.deepEqual(edges, [false, true, true, false, false]);
    }
  });

  it('of 300 dots per inch is made smaller', async () => {
    for (const width of [2480, 2550]) {
      const result = await prepare([{ bytes: scan(width, 3508, 300) }]);
      const [[across, down] = []] = sizesOf(result);
      assert.equal(across, 1728);
      assert.ok(Math.abs(Number(down) - 3508 * (195.58 / 300)) < 40, `${down}`);
      assert.ok(pixelsOf(pagesOf(result)[0]).share > 0.0005);
    }
  });

  it('of a fax width that says 72 dots per inch gets a resolution that machines know', async () => {
    const [page] = pagesOf(await prepare([{ bytes: scan(1728, 2292, 72) }]));
    assert.deepEqual([tag(page, 'imageWidth'), tag(page, 'xResolution')], [1728, 204]);
  });
});

describe('what cannot be faxed', () => {
  it('is refused, and it is said what to do', async () => {
    await refused([], /no document/);
    await refused([{ bytes: Buffer.alloc(0) }], /empty/);
    await refused([{ bytes: Buffer.from('PK\x03\x04 a Word file') }], /save .* as PDF first/);
    await refused([{ bytes: samplePdf().subarray(0, 300) }], /end is missing/);
    await refused([{ bytes: Buffer.from('II+\0 big') }], /TIFF/);
    await refused([{ bytes: pngFile(60, 80, 0).subarray(0, 60) }], /damaged/);
    await refused([{ bytes: jpegFile().subarray(0, 40) }], /damaged/);
  });

  it('is a picture too large to be read, by what it says of itself', async () => {
    const png = pngFile(8, 8, 0);
    png.writeUInt32BE(30_000, 16);
    png.writeUInt32BE(30_000, 20);
    await refused([{ bytes: png }], /30000 × 30000 pixels/);
    const jpeg = jpegFile();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(30_000, frame + 5);
    jpeg.writeUInt16BE(30_000, frame + 7);
    await refused([{ bytes: jpeg }], /30000 × 30000 pixels/);
  });

  it('is more than a fax may have, together', async () => {
    const pages = (count: number) => ({ bytes: tiffFile(Array.from({ length: count }, () => ({}))) });
    assert.equal((await prepare([pages(100), pages(99)])).pages, 199);
    await refused([pages(100), pages(100)], /at most 199 pages/);
    await refused([{ bytes: samplePdf({ pages: 200 }) }], /at most 199 pages/, { takes: ['application/pdf'] });
    const large = { bytes: tiffFile([{ strips: [Buffer.alloc(16 * MB)] }]) };
    await refused([large, large], /at most 30 MB/);
  });
});

describe('a cover page', () => {
  const DATE = '29 November 2026 at 12:00';

  it('comes first, with what is given of it', async () => {
    const cover = { to: 'Dr. Müller', subject: 'Referral', text: 'Dear colleague', date: DATE };
    const result = await prepare([{ cover }, { bytes: sampleFax({ pages: 2 }) }]);
    assert.equal(result.pages, 3);
    const bare = await prepare([{ cover: { date: DATE } }]);
    assert.ok(pixelsOf(pagesOf(result)[0]).share > pixelsOf(pagesOf(bare)[0]).share);
  });

  it('follows a template of the user’s own', async () => {
    const template = 'FOR {{ to }}\n\n{{text}}';
    const short = pixelsOf(pagesOf(await prepare([{ cover: { template, to: 'A', date: DATE } }]))[0]).share;
    const long = pixelsOf(
      pagesOf(await prepare([{ cover: { template, to: 'Albert', text: 'x '.repeat(99), date: DATE } }]))[0],
    );
    assert.ok(long.share > short * 2);
    await refused([{ cover: { template: '{{to}}', date: DATE } }], /template is empty/);
  });
});

describe('the time on the line', () => {
  it('grows with what is to be sent, and is not told where the provider draws the pages', async () => {
    const of = async (pages: number) => (await prepare([{ bytes: sampleFax({ pages }) }])).seconds ?? 0;
    assert.ok((await of(1)) > 20);
    assert.ok((await of(5)) > (await of(1)) + 8);
    assert.equal((await prepare([{ bytes: samplePdf() }], { takes: ['application/pdf'] })).seconds, undefined);
  });
});
