import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDamagedTiff, readTiff } from '../../../src/documents/tiff/read-tiff';
import { BadDocumentError } from '../../../src/domain/errors';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { anyTiffPart, tiffFile, type TiffPart } from './tiff-file';
import { readTiff as readPlainly } from './read-tiff';

const refused = (file: Buffer, message: RegExp): void =>
  assert.throws(
    () => readTiff(file),
    (error) => error instanceof BadDocumentError && message.test(error.message),
  );

describe('the TIFF reader', () => {
  it('reads the pages of either byte order, with any number of strips', () => {
    fc.assert(
      fc.property(fc.array(anyTiffPart, { minLength: 1, maxLength: 5 }), fc.boolean(), (parts, bigEndian) => {
        const pages = readTiff(tiffFile(parts, { bigEndian }));
        assert.equal(pages.length, parts.length);
        pages.forEach(({ tags, pieces }, index) => {
          const { tags: written, strips: expected } = parts[index] ?? { tags: {}, strips: [] };
          assert.deepEqual(pieces, expected);
          for (const tag of [256, 257, 259, 266, 278, 283])
            assert.deepEqual(tags.get(tag), written[tag]?.[1], `${tag}`);
          assert.equal(tags.has(305), false, 'not the name of the program');
        });
      }),
    );
  });

  it('reads what our own writer wrote, without a copy of the pictures', () => {
    const file = sampleFax({ pages: 3 });
    const pages = readTiff(file);
    assert.deepEqual(
      pages.map(({ pieces }) => pieces),
      readPlainly(file).map(({ strip }) => [strip]),
    );
    assert.equal(pages[2]?.pieces[0]?.buffer, file.buffer);
  });

  it('finds no page in a file that was cut off anywhere', () => {
    const file = tiffFile([{}, { strips: [Buffer.alloc(5, 1), Buffer.alloc(4, 2)] }]);
    for (let length = 0; length < file.length; length++) refused(file.subarray(0, length), /damaged/);
    const picturesLast = sampleFax({ lines: [] });
    for (const missing of [2, 3, 100]) refused(picturesLast.subarray(0, -missing), /cut off/);
  });

  it('ends where pages follow each other in a circle', () => {
    const itself = tiffFile([{}]);
    const directory = itself.readUInt32LE(4);
    const link = directory + 2 + itself.readUInt16LE(directory) * 12;
    itself.writeUInt32LE(directory, link);
    refused(itself, /circle/);

    const longer = tiffFile([{}, {}, {}]);
    const first = longer.readUInt32LE(4);
    const second = longer.readUInt32LE(first + 2 + longer.readUInt16LE(first) * 12);
    longer.writeUInt32LE(first, second + 2 + longer.readUInt16LE(second) * 12);
    refused(longer, /circle/);
  });

  it('takes 1,000 pages and no more', () => {
    const empty = { tags: { 282: undefined, 283: undefined } };
    assert.equal(readTiff(tiffFile(Array.from({ length: 1000 }, () => empty))).length, 1000);
    refused(tiffFile(Array.from({ length: 1001 }, () => empty)), /more than 1000 pages/);
  });

  it('takes strips that several pages share, but not without an end', () => {
    const strip = Buffer.alloc(1_000_000);
    const sharing = (times: number): Buffer =>
      tiffFile([
        { strips: [strip], tags: { 273: [4, Array(times).fill(8)], 279: [4, Array(times).fill(strip.length)] } },
      ]);
    assert.equal(readTiff(sharing(60))[0]?.pieces.length, 60);
    refused(sharing(70), /overlap/);
  });

  for (const sizes of [[4, [0, 0]], [4, [0]], undefined] as const) {
    it(`finds where strips end without their sizes (${JSON.stringify(sizes)})`, () => {
      const strips = [Buffer.alloc(6, 1), Buffer.alloc(4, 2)];
      const tags = { 279: sizes && ([sizes[0], [...sizes[1]]] as [number, number[]]) };
      const [page] = readTiff(tiffFile([{ strips, tags }]));
      assert.deepEqual(page?.pieces, strips);
    });
  }

  it('passes over reduced copies and masks of pages, and takes a file that has nothing else', () => {
    const preview = { tags: { 254: [4, [1]], 256: [3, [100]] } } satisfies TiffPart;
    const mask = { tags: { 254: [4, [4]] } } satisfies TiffPart;
    const old = { tags: { 255: [3, [2]] } } satisfies TiffPart;
    const page = { tags: { 254: [4, [2]], 256: [3, [1728]] } } satisfies TiffPart;
    assert.deepEqual(readTiff(tiffFile([preview, page, mask, old])).map(({ tags }) => tags.get(256)), [[1728]]); // prettier-ignore
    assert.equal(readTiff(tiffFile([preview])).length, 1);
  });

  it('reads numbers in every field type that programs write them in', () => {
    const types: [type: number, values: number[]][] = [
      [3, [1728]],
      [4, [1728]],
      [8, [1728]],
      [9, [1728]],
    ];
    for (const field of types) {
      for (const bigEndian of [false, true]) {
        const [page] = readTiff(tiffFile([{ tags: { 256: field } }], { bigEndian }));
        assert.deepEqual(page?.tags.get(256), [1728], `type ${field[0]}`);
      }
    }
  });

  it('returns the readable pages of a damaged file, and says what is wrong', () => {
    const cut = tiffFile([{}, { strips: [Buffer.alloc(5, 1), Buffer.alloc(4, 2)] }]);
    const second = readDamagedTiff(cut.subarray(0, -80));
    assert.equal(second.pages.length, 1);
    assert.match(second.damage?.message ?? '', /damaged/);
    const picturesLast = readDamagedTiff(sampleFax({ lines: [] }).subarray(0, -100));
    assert.equal(picturesLast.pages.length, 1);
    assert.throws(() => readDamagedTiff(Buffer.from('II*\0')), BadDocumentError);
  });

  it('takes no more values than the pages of a fax need', () => {
    const many = Array.from({ length: 500_001 }, () => 0);
    refused(tiffFile([{ tags: { 273: [4, many], 279: [4, many] } }]), /too many strips/);
    const claims = tiffFile([{ tags: { 256: [4, [1, 2]] } }]);
    claims.writeUInt32LE(0xffffffff, claims.readUInt32LE(4) + 2 + 4);
    refused(claims, /too many strips/);
  });

  it('refuses a page without a picture, one with too many tags, and a file without a page', () => {
    refused(tiffFile([{ tags: { 273: undefined } }]), /no picture/);
    const tags: TiffPart['tags'] = {};
    for (let tag = 40_000; tag < 40_300; tag++) tags[tag] = [3, [1]];
    refused(tiffFile([{ tags }]), /too many tags/);
    refused(tiffFile([]), /no pages/);
  });

  it('names BigTIFF in its error, and refuses anything but a TIFF', () => {
    refused(Buffer.from('49492b000800000000000000', 'hex'), /BigTIFF/);
    refused(Buffer.from('4d4d002b0008000000000000', 'hex'), /BigTIFF/);
    refused(Buffer.from('II*', 'latin1'), /first bytes/);
    refused(Buffer.from('4949000000000000', 'hex'), /first bytes/);
    refused(Buffer.alloc(0), /first bytes/);
  });

  it('returns pages or this error for any bytes and any damage', () => {
    const file = tiffFile([{}, { strips: [Buffer.alloc(5, 1), Buffer.alloc(4, 2)] }]);
    const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    const damaged = flips.map((changes) => {
      const copy = Buffer.from(file);
      for (const [at, byte] of changes) copy[at] = byte;
      return copy;
    });
    const garbage = fc
      .tuple(fc.constantFrom('49492a00', '4d4d002a'), fc.uint8Array({ maxLength: 200 }))
      .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest]));
    fc.assert(
      fc.property(fc.oneof(damaged, garbage), (bytes) => {
        try {
          readTiff(bytes);
        } catch (error) {
          assert.ok(error instanceof BadDocumentError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
