import { BadDocumentError } from '../../domain/errors';
import type { TiffPage } from './read-tiff';
import { BLACK_IS_ZERO, COMPRESSION, TAG } from './tags';

/** Limits the memory for one decoded page. A3 at 400 dots per inch has 33 million pixels. */
export const MAX_PIXELS = 60_000_000;
const MAX_SIDE = 0xffff;
const ONE_STRIP = 0xffffffff;
const TWO_DIMENSIONAL = 1;

/** A black-and-white page as its tags describe it. */
export interface FaxPicture {
  width: number;
  height: number;
  compression: (typeof COMPRESSION)[keyof typeof COMPRESSION];
  isTwoDimensional: boolean;
  isMsbFirst: boolean;
  isInverted: boolean;
  /** The size of a strip or a tile. */
  pieceWidth: number;
  pieceHeight: number;
}

/** Throws `BadDocumentError` for a page that is not black and white or is larger than any fax. */
export function faxPictureOf({ tags, isTiled }: TiffPage): FaxPicture {
  const valueOf = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise;
  const bits = tags.get(TAG.bitsPerSample) ?? [1];
  const photometric = valueOf(TAG.photometric, 0);
  if (valueOf(TAG.samplesPerPixel, 1) !== 1 || bits.some((count) => count !== 1) || photometric > BLACK_IS_ZERO) {
    throw unreadable('is not black and white');
  }
  const compression = valueOf(TAG.compression, COMPRESSION.none);
  if (!isKnown(compression)) throw unreadable(`has a compression that cannot be read (${compression})`);
  const width = valueOf(TAG.imageWidth, 0);
  const height = valueOf(TAG.imageLength, 0);
  if (isTooLarge(width, height)) throw unreadable(`is ${width} × ${height} pixels large`);
  const rowsPerStrip = valueOf(TAG.rowsPerStrip, ONE_STRIP) || height;
  const pieceWidth = isTiled ? valueOf(TAG.tileWidth, 0) : width;
  const pieceHeight = isTiled ? valueOf(TAG.tileLength, 0) : Math.min(rowsPerStrip, height);
  if (isTiled && (pieceWidth < 8 || pieceWidth % 8 !== 0 || isTooLarge(pieceWidth + width, pieceHeight))) {
    throw unreadable('has tiles that cannot be read');
  }
  return {
    width,
    height,
    compression,
    pieceWidth,
    pieceHeight,
    isTwoDimensional: (valueOf(TAG.t4Options, 0) & TWO_DIMENSIONAL) !== 0,
    isMsbFirst: valueOf(TAG.fillOrder, 1) !== 2,
    isInverted: photometric === BLACK_IS_ZERO,
  };
}

function isTooLarge(width: number, height: number): boolean {
  return width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS;
}

function isKnown(value: number): value is FaxPicture['compression'] {
  return Object.values<number>(COMPRESSION).includes(value);
}

function unreadable(what: string): BadDocumentError {
  return new BadDocumentError(`a page of the TIFF file ${what}`);
}
