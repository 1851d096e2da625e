import type { Bitmap } from '../../../src/documents/bilevel/bitmap';
import { encodeBitmap } from '../../../src/documents/ccitt/encode-bitmap';
import { G3Encoder } from '../../../src/documents/ccitt/g3-encoder';
import { G4Encoder } from '../../../src/documents/ccitt/g4-encoder';
import type { StripEncoder } from '../../../src/documents/ccitt/strip-encoder';
import { strideOf } from '../../../src/documents/bilevel/bitmap';
import { reverseBits } from '../../../src/documents/tiff/bit-order';
import { writeTiff } from '../../../src/documents/tiff/write-tiff';
import { RleEncoder } from './rle-encoder';

export interface Variant {
  compression: number;
  t4Options?: number;
  make: (width: number) => StripEncoder;
}

const g3 = (k: number, isAligned: boolean) => (width: number) => new G3Encoder(width, { k, isAligned });

/** The ways in which faxes are coded. */
export const VARIANTS = {
  'G4': { compression: 4, make: (width) => new G4Encoder(width) },
  'G3 1-D': { compression: 3, make: g3(1, false) },
  'G3 1-D, aligned': { compression: 3, t4Options: 4, make: g3(1, true) },
  'G3 2-D, K = 2': { compression: 3, t4Options: 1, make: g3(2, false) },
  'G3 2-D, K = 4, aligned': { compression: 3, t4Options: 5, make: g3(4, true) },
  'RLE': { compression: 2, make: (width) => new RleEncoder(width) },
} satisfies Record<string, Variant>; // prettier-ignore

export interface VariantOptions {
  variant?: Variant;
  fillOrder?: number;
  rowsPerStrip?: number;
  resolution?: [x: number, y: number];
  /** 1: a set bit is white, and the coding's white is black. */
  photometric?: number;
  tags?: Record<number, number[]>;
}

/** A TIFF of these pages, coded by our own encoders. */
export function variantTiff(pages: readonly Bitmap[], options: VariantOptions = {}): Buffer {
  const { variant = VARIANTS.G4, fillOrder = 1, resolution = [204, 196], photometric = 0, tags = {} } = options;
  const t4Options = 't4Options' in variant ? variant.t4Options : undefined;
  return writeTiff(
    pages.map((page) => {
      const { width, height } = page;
      const rowsPerStrip = options.rowsPerStrip ?? height;
      const strips = cut(photometric === 1 ? inverted(page) : page, rowsPerStrip).map((part) => {
        const strip = encodeBitmap(part, variant.make(width));
        return fillOrder === 1 ? strip : reverseBits(strip);
      });
      const all: Record<number, number[]> = {
        ...{ 256: [width], 257: [height], 258: [1], 259: [variant.compression], 262: [photometric], 266: [fillOrder] },
        ...{ 277: [1], 278: [rowsPerStrip], 282: [resolution[0], 1], 283: [resolution[1], 1], 296: [2] },
        ...(t4Options !== undefined && { 292: [t4Options] }),
        ...tags,
      };
      return { tags: new Map(Object.entries(all).map(([tag, values]) => [Number(tag), values])), strips };
    }),
  );
}

function cut(page: Bitmap, rowsPerStrip: number): Bitmap[] {
  const stride = strideOf(page.width);
  const parts: Bitmap[] = [];
  for (let top = 0; top < page.height; top += rowsPerStrip) {
    const height = Math.min(rowsPerStrip, page.height - top);
    parts.push({ ...page, height, rows: page.rows.subarray(top * stride, (top + height) * stride) });
  }
  return parts;
}

function inverted(page: Bitmap): Bitmap {
  return { ...page, rows: page.rows.map((byte) => ~byte) };
}
