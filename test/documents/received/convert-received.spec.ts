import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { convertReceived } from '../../../src/documents/received/convert-received';
import { BadDocumentError } from '../../../src/domain/errors';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import { readPng } from '../support/read-png';
import { tiffFile, type TiffPart } from '../tiff/tiff-file';

const convert = (bytes: Buffer, to: 'pdf' | 'png' = 'pdf') => convertReceived({ bytes, to }, () => undefined);
const refused = (bytes: Buffer, message: RegExp, to: 'pdf' | 'png' = 'pdf'): Promise<void> =>
  assert.rejects(convert(bytes, to), (error) => error instanceof BadDocumentError && message.test(error.message));

type Tags = Required<TiffPart>['tags'];
const one = (tags: Tags, strips?: Buffer[]): Buffer => tiffFile([{ tags, ...(strips && { strips }) }]);

describe('converting a received fax', () => {
  it('returns hashes of its files, and reports progress for each page', async () => {
    let signs = 0;
    const { files } = await convertReceived({ bytes: sampleFax({ pages: 3 }), to: 'png' }, () => (signs += 1));
    assert.equal(signs, 3);
    for (const { bytes, sha256 } of files) {
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    }
  });

  it('draws the pages of a PDF, black and white, with square pixels', async () => {
    const { files, warnings } = await convert(samplePdf({ pages: 2 }), 'png');
    assert.deepEqual(warnings, []);
    assert.equal(files.length, 2);
    const { width, height, bits, rows } = readPng(files[0]?.bytes ?? Buffer.alloc(0));
    assert.deepEqual([width, height, bits], [1685, 2385, 1]);
    const black = rows.reduce((sum, byte) => sum + (byte === 0xff ? 0 : 1), 0);
    assert.ok(black > 300 && black < rows.length / 4, `${black} bytes with black`);
  });

  it('makes a PDF of grey and coloured pages, too', async () => {
    const grey = one({ 256: [3, [16]], 257: [3, [4]], 258: [3, [8]], 259: [3, [1]], 262: [3, [1]] }, [
      Buffer.alloc(64, 99),
    ]);
    const { files, warnings } = await convert(grey);
    assert.deepEqual(warnings, []);
    assert.ok(Buffer.from(files[0]?.bytes ?? []).includes('/BitsPerComponent 8'));
    await refused(grey, /not black and white/, 'png');
  });

  it('says what it cannot read', async () => {
    await refused(Buffer.alloc(0), /octet-stream cannot be converted to PDF/);
    await refused(Buffer.from('%PDF-1.4 and no more'), /damaged/, 'png');
    await refused(one({ 259: [3, [34661]] }), /compression/);
    await refused(Buffer.from('49492b000800000000000000', 'hex'), /octet-stream/);
  });

  describe('refuses', () => {
    const bombs: Record<string, [Buffer, RegExp]> = {
      'a page of 60,000 by 60,000 pixels': [one({ 256: [4, [60_000]], 257: [4, [60_000]] }), /60000 × 60000/],
      'a page without a width or a height': [one({ 256: [4, [0]] }), /pixels large/],
      'a page that is as high as a number can be': [one({ 256: [4, [1]], 257: [4, [0xffffffff]] }), /large/],
      'tiles that are larger than any page': [one({ 322: [4, [65_528]], 323: [4, [60_000]], 324: [4, [8]], 325: [4, [1]] }), /tiles/],
      'tiles without a width': [one({ 322: [4, [0]], 323: [4, [16]], 324: [4, [8]], 325: [4, [1]] }), /tiles/],
      'a small file of endless pages': [endless(), /too large/],
    }; // prettier-ignore
    for (const [what, [file, message]] of Object.entries(bombs)) {
      it(what, async () => {
        await refused(file, message);
        await refused(file, message, 'png');
      });
    }
  });

  it('reads the existing pages when pages form a circle or are outside the file', async () => {
    const file = sampleFax({ pages: 2 });
    const first = file.readUInt32LE(4);
    const link = first + 2 + file.readUInt16LE(first) * 12;
    for (const next of [first, 0xfffffff0]) {
      const bytes = Buffer.from(file);
      bytes.writeUInt32LE(next, link);
      const { files, warnings } = await convert(bytes, 'png');
      assert.equal(files.length, 1);
      assert.match(warnings[0] ?? '', /^pages may be missing: /);
    }
  });

  it('ignores tags with absurd counts', async () => {
    const file = sampleFax();
    const directory = file.readUInt32LE(4);
    for (let entry = 0; entry < file.readUInt16LE(directory); entry++) {
      const bytes = Buffer.from(file);
      bytes.writeUInt32LE(0xffffffff, directory + 2 + entry * 12 + 4);
      await convert(bytes).catch((error: unknown) => assert.ok(error instanceof BadDocumentError));
    }
  });
});

/** Pages of the greatest size, each in a byte. */
function endless(): Buffer {
  const tags: Tags = { 256: [4, [900]], 257: [4, [65_535]] };
  return tiffFile(Array.from({ length: 100 }, () => ({ tags, strips: [Buffer.from([0xff])] })));
}
