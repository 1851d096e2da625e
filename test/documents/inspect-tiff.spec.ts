import assert from 'node:assert/strict';
import { inspectTiff } from '../../src/documents/inspect-tiff';
import { BadDocumentError } from '../../src/domain/errors';
import { sampleFax } from '../../src/simulator/sample-fax/sample-fax';
import { tiffFile, type TiffPart } from './tiff/tiff-file';

type Tags = Required<TiffPart>['tags'];

const inspectTags = (tags: Tags) => inspectTiff(tiffFile([{ tags }])).perPage[0];
const refused = (tags: Tags, message: RegExp): void =>
  assert.throws(
    () => inspectTags(tags),
    (error) => error instanceof BadDocumentError && message.test(error.message),
  );

describe('inspecting a TIFF', () => {
  it('tells the pages of a fax and their shapes', () => {
    const page = { width: 1728, height: 2292, xRes: 204, yRes: 196, compression: 4 };
    assert.deepEqual(inspectTiff(sampleFax({ pages: 2 })), { pages: 2, perPage: [page, page] });
    assert.deepEqual(inspectTiff(sampleFax({ resolution: 'standard' })).perPage, [{ ...page, height: 1146, yRes: 98 }]);
  });

  it('takes every width, compression and colour order that faxes have', () => {
    for (const width of [1728, 2048, 2432, 2592, 3072, 3648, 3456, 4096, 4864]) {
      assert.equal(inspectTags({ 256: [3, [width]] })?.width, width);
    }
    for (const compression of [1, 2, 3, 4])
      assert.equal(inspectTags({ 259: [3, [compression]] })?.compression, compression);
    assert.equal(inspectTags({ 259: undefined, 258: undefined, 277: undefined, 262: [3, [1]] })?.compression, 1);
  });

  it('tells resolutions in dots per inch, whatever their unit, and leaves out what the file does not say', () => {
    const metric = inspectTags({ 282: [5, [8031, 100]], 283: [5, [77, 1]], 296: [3, [3]] });
    assert.deepEqual([metric?.xRes?.toFixed(1), metric?.yRes?.toFixed(1)], ['204.0', '195.6']);
    const silent = inspectTags({ 282: undefined, 283: [5, [196, 0]] });
    assert.deepEqual([silent?.xRes, silent?.yRes], [undefined, undefined]);
  });

  it('refuses what is not black and white', () => {
    refused({ 258: [3, [8]] }, /page 1 .* not black and white/);
    refused({ 258: [3, [1, 1, 1]], 277: [3, [3]] }, /not black and white/);
    refused({ 262: [3, [2]] }, /not black and white/);
    refused({ 262: [3, [3]] }, /not black and white/);
  });

  it('refuses pictures that no fax machine knows, and says what to do', () => {
    for (const compression of [0, 5, 7, 8, 32773, 34661]) {
      refused({ 259: [3, [compression]] }, new RegExp(`compression .*\\(${compression}\\).* save it as a fax TIFF`));
    }
    for (const width of [0, 1, 1727, 1729, 2480, 60_000]) refused({ 256: [4, [width]] }, /pixels wide/);
    refused({ 256: undefined }, /0 pixels wide/);
    refused({ 257: [4, [0]] }, /0 pixels high/);
    refused({ 257: [4, [0xffffffff]] }, /pixels high/);
    refused({ 256: [4, [60_000]], 257: [4, [60_000]] }, /pixels wide/);
  });

  it('refuses a page whose picture is empty, and names the page', () => {
    const file = tiffFile([{}, { strips: [Buffer.alloc(0)] }]);
    assert.throws(() => inspectTiff(file), /page 2 .* no picture/);
  });
});
