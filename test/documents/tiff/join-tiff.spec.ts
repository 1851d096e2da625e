import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinTiffs } from '../../../src/documents/tiff/join-tiff';
import { readTiff } from '../../../src/documents/tiff/read-tiff';
import { TAG } from '../../../src/documents/tiff/tags';
import { BadDocumentError } from '../../../src/domain/errors';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { decodeG4 } from '../ccitt/g4-decode';
import { readTiff as readPlainly } from './read-tiff';
import { anyTiffPart, tiffFile } from './tiff-file';

const anyFile = fc
  .tuple(fc.array(anyTiffPart, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, bigEndian]) => tiffFile(parts, { bigEndian }));

describe('joining TIFF files', () => {
  it('keeps every page, its picture and its tags, in order', () => {
    fc.assert(
      fc.property(fc.array(anyFile, { minLength: 1, maxLength: 4 }), (files) => {
        const before = files.flatMap(readTiff);
        const after = readTiff(joinTiffs(files));
        assert.equal(after.length, before.length);
        after.forEach(({ tags, pieces }, index) => {
          assert.deepEqual(pieces, before[index]?.pieces);
          assert.deepEqual(tags.get(254), [2]);
          assert.deepEqual(tags.get(297), [index, before.length]);
          for (const tag of [256, 257, 258, 259, 262, 266, 277, 278, 279, 282, 283]) {
            assert.deepEqual(tags.get(tag), before[index]?.tags.get(tag), `tag ${tag}`);
          }
        });
      }),
    );
  });

  it('writes little-endian directories on word boundaries, their tags ascending', () => {
    fc.assert(
      fc.property(fc.array(anyFile, { minLength: 1, maxLength: 3 }), (files) => {
        const joined = joinTiffs(files);
        assert.equal(joined.toString('latin1', 0, 4), 'II*\0');
        for (let at = joined.readUInt32LE(4); at !== 0;) {
          assert.equal(at % 2, 0);
          const count = joined.readUInt16LE(at);
          const tags = Array.from({ length: count }, (_, index) => joined.readUInt16LE(at + 2 + index * 12));
          assert.deepEqual(
            tags,
            [...new Set(tags)].sort((a, b) => a - b),
          );
          at = joined.readUInt32LE(at + 2 + count * 12);
        }
      }),
    );
  });

  it('leaves a fax that another reader can decode', () => {
    const joined = joinTiffs([
      sampleFax({ pages: 2 }),
      sampleFax({ lines: ['the last page'], resolution: 'standard' }),
    ]);
    const pages = readPlainly(joined);
    assert.deepEqual(
      readTiff(joined).map(({ tags }) => [tags.get(TAG.imageLength)?.[0], tags.get(TAG.yResolution)?.[0]]),
      [[2292, 196], [2292, 196], [1146, 98]], // prettier-ignore
    );
    const last = readPlainly(sampleFax({ lines: ['the last page'], resolution: 'standard' }))[0];
    assert.ok(pages[2] && last);
    assert.deepEqual(decodeG4(pages[2].strip, 1728, 1146), decodeG4(last.strip, 1728, 1146));
  });

  it('leaves a joined file as it is when it is joined again', () => {
    const once = joinTiffs([sampleFax(), sampleFax({ pages: 2 })]);
    assert.deepEqual(joinTiffs([once]), once);
  });

  it('refuses files that it cannot read, more pages than a reader takes, and no file', () => {
    assert.throws(() => joinTiffs([sampleFax(), Buffer.from('II*\0')]), BadDocumentError);
    const many = tiffFile(Array.from({ length: 600 }, () => ({})));
    assert.throws(() => joinTiffs([many, many]), BadDocumentError);
    assert.throws(() => joinTiffs([]), RangeError);
  });
});
