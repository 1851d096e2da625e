import assert from 'node:assert/strict';
import { checkPictureSize } from '../../../src/documents/outgoing/picture-size';
import { BadDocumentError } from '../../../src/domain/errors';
import { jpegFile, pngFile } from './pictures';

const refused = (bytes: Buffer, kind: 'png' | 'jpeg', message: RegExp) =>
  assert.throws(
    () => checkPictureSize(bytes, kind),
    (error) => error instanceof BadDocumentError && message.test(error.message),
  );

describe('the size of a picture', () => {
  it('is that of any sound one', () => {
    checkPictureSize(pngFile(3000, 4000, 9), 'png');
    checkPictureSize(jpegFile(), 'jpeg');
  });

  it('is refused where it would fill the memory', () => {
    const png = pngFile(9, 9, 9);
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    refused(png, 'png', /60000 × 60000 pixels large/);
  });

  it('is not asked of a PNG that was cut off, or has a chunk longer than itself', () => {
    const png = pngFile(9, 9, 9);
    for (let length = 8; length < png.length - 12; length++) refused(png.subarray(0, length), 'png', /end is missing/);
    for (const size of [png.length, 0x7fffffff, 0xffffffff]) {
      const long = pngFile(9, 9, 9);
      long.writeUInt32BE(size, 33);
      refused(long, 'png', /end is missing/);
    }
  });
});
