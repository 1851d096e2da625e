import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { prepareOutgoing } from '../../../src/documents/outgoing/prepare-outgoing';
import { withPdf } from '../../../src/documents/pdf/open-pdf';
import { BadDocumentError } from '../../../src/domain/errors';
import { encryption } from './encryption';
import { lackingLastByte, packedPdf, PdfPieces, shownPages, syncFlushed } from './hostile-files';
import { pdfFile } from './pdf-file';

const three = shownPages(3);
const plain = pdfFile(three);
const pagesOf = (file: Buffer) => withPdf(file, ({ pages }) => pages);
const isBad = (message: RegExp) => (error: unknown) => error instanceof BadDocumentError && message.test(error.message);
const refused = (file: Buffer, message: RegExp) => assert.rejects(pagesOf(file), isBad(message));
const draw = (file: Buffer, page = 0) =>
  withPdf(file, (pdf) => pdf.draw(page, () => ({ width: 60, height: 80 })).data.length);
const sent = (bytes: Buffer) =>
  prepareOutgoing({ parts: [{ bytes }], takes: ['application/pdf'], quality: 'fine', greys: 'text' }, () => undefined);
const changed = (file: Buffer, from: RegExp, to: string) =>
  Buffer.from(file.toString('latin1').replace(from, to), 'latin1');
const withTree = (tree: string) => pdfFile({ ...three, 2: `<< /Type /Pages ${tree} >>` });
const inPieces = () => {
  const pdf = new PdfPieces();
  for (const [number, text] of Object.entries(three)) pdf.object(Number(number), text);
  return pdf;
};

describe('a healthy PDF of three pages, as programs write it', () => {
  const healthy: Record<string, Buffer> = {
    'with a table that ends by a sync flush': packedPdf(three, { packTable: syncFlushed }),
    'with objects that end by a sync flush': packedPdf(three, { packObjects: syncFlushed }),
    'with columns of 1, 8 and 2 bytes': packedPdf(three, { widths: [1, 8, 2] }),
    'whose packed objects lack the last byte of their sum': packedPdf(three, { packObjects: lackingLastByte }),
    'with 5 MB of objects in 5 KB': packedPdf(three, { filling: Buffer.alloc(5_000_000, ' ') }),
    'whose table is said to be at 0': packedPdf(three, { startxref: 0 }),
    'with /Encrypt null': pdfFile(three, { trailer: '/Root 1 0 R /Encrypt null' }),
    'with a web page behind its end': Buffer.concat([plain, Buffer.from(`<html>${'an object '.repeat(500)}</html>`)]),
    'that ends in %%EO': changed(plain, /%%EOF\n$/, '%%EO'),
    'with nothing behind its startxref': changed(plain, /%%EOF\n$/, ''),
    'that lists a page whose object was freed': changed(plain, /(\n4 1\n\d{10} )00000 n/, '$100001 f'),
  };
  for (const [what, file] of Object.entries(healthy)) {
    it(`is counted: ${what}`, async () => {
      assert.equal(await pagesOf(file), 3);
      assert.equal(await draw(file), 4800);
    });
  }

  it('is counted with 100 pages in turns in two object streams, beside a large picture', async () => {
    const kids = Array.from({ length: 100 }, (_, index) => index + 3);
    const objects: Record<number, string> = { 1: three[1] ?? '' };
    for (const kid of kids) objects[kid] = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>';
    objects[2] = `<< /Type /Pages /Count 100 /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`;
    assert.equal(await pagesOf(packedPdf(objects, { streams: 2, besides: deflateSync(randomBytes(5_000_000)) })), 100);
  });
});

describe('a PDF that states a wrong number of pages', () => {
  it('has the existing pages when it states more', async () => {
    assert.equal(await pagesOf(withTree('/Count 10000 /Kids [3 0 R 4 0 R 5 0 R]')), 3);
    assert.equal(await pagesOf(withTree('/Count 3 /Kids [3 0 R 4 0 R 2 0 R]')), 2, 'a circle');
  });

  it('has the existing pages when it states none', async () => {
    for (const count of ['', '/Count 0', '/Count -1', '/Count (three)']) {
      assert.equal(await pagesOf(withTree(`${count} /Kids [3 0 R 4 0 R 5 0 R]`)), 3, count);
    }
  });

  it('is refused when it hides some, because nobody could say whether all of them were sent', async () => {
    await refused(withTree('/Count 1 /Kids [3 0 R 4 0 R 5 0 R]'), /more pages than it says/);
    await refused(withTree('/Count 2 /Kids [3 0 R 4 0 R 2 0 R 5 0 R]'), /more pages than it says/);
  });
});

describe('a PDF made to keep its reader busy', () => {
  it('has a table that comes before itself', async () => {
    const pdf = inPieces();
    assert.equal(await pagesOf(pdf.end(`/Root 1 0 R /Prev ${pdf.length}`)), 3);
  });

  it('has thousands of tables, one before the other', async () => {
    const pdf = inPieces();
    let previous = '';
    for (let count = 0; count < 5000; count++) {
      const at = pdf.length;
      pdf.add(`xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 6 /Root 1 0 R ${previous} >>\n`);
      previous = `/Prev ${at}`;
    }
    assert.equal(await pagesOf(pdf.end(`/Root 1 0 R ${previous}`)), 3);
  });

  it('has a deep tree that ends in itself', async () => {
    const tree: Record<number, string> = { 1: three[1] ?? '' };
    for (let level = 2; level < 3000; level++) tree[level] = `<< /Type /Pages /Kids [${level + 1} 0 R] >>`;
    tree[3000] = '<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] >>';
    await refused(pdfFile(tree), /no pages|cannot be read/);
  });

  it('has 10,000 pages', async () => {
    const kids = Array.from({ length: 10_000 }, (_, index) => index + 3);
    const pages = Object.fromEntries(kids.map((kid) => [kid, '<< /Type /Page /MediaBox [0 0 9 9] >>']));
    const names = kids.map((kid) => `${kid} 0 R`).join(' ');
    const tree = (count: number) => ({ 1: three[1] ?? '', 2: `<< /Type /Pages /Count ${count} /Kids [${names}] >>` });
    await assert.rejects(sent(pdfFile({ ...pages, ...tree(10_000) })), isBad(/at most 199 pages/));
    await assert.rejects(sent(pdfFile({ ...pages, ...tree(7) })), isBad(/more pages than it says/));
  });
});

describe('a PDF that is not for everybody', () => {
  it('is refused with a password to open it', async () => {
    await refused(pdfFile({ ...three, 9: encryption('secret') }, { trailer: LOCKED }), /password/);
  });

  it('is sent with a password to change it', async () => {
    assert.equal(await pagesOf(pdfFile({ ...three, 9: encryption('') }, { trailer: LOCKED })), 3);
  });

  const LOCKED = '/Root 1 0 R /Encrypt 9 0 R /ID [<00> <00>]';
});

describe('a PDF with something to run or to fetch', () => {
  it('is drawn as if it had none', async () => {
    const scripts = '/OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >> /AA << /WC << /S /Launch /F (sh) >> >>';
    const picture = '<< /Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray';
    const page =
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 7 0 R /Resources << /XObject << /X 6 0 R >> >> >>';
    const file = pdfFile({
      1: `<< /Type /Catalog /Pages 2 0 R ${scripts} >>`,
      2: '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
      3: page,
      6: `${picture} /F << /FS /URL /F (http://127.0.0.1:9/) >> /Length 0 >>\nstream\n\nendstream`,
      7: '<< /Length 13 >>\nstream\n9 0 0 9 0 0 cm /X Do\nendstream',
    });
    assert.equal(await draw(file), 4800);
  });
});
