import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { decodeG3 } from './decode-g3';
import { decodeG4 } from './decode-g4';
import { decodeUnmarked, type Alignment } from './decode-unmarked';
import type { Size } from './decoded-rows';

/** How the rows of a strip are coded. `rle`: T.4 one-dimensional, each row from a byte (or word) on, without marks. */
export type CcittCoding =
  { scheme: 'rle'; alignment: Exclude<Alignment, 1> } | { scheme: 'g3'; isTwoDimensional: boolean } | { scheme: 'g4' };

/**
 * Decodes a strip whose bits come most significant first. The sink gets exactly `height` rows, whatever became of the
 * bytes, and never throws; the answer tells how many of them could not be read.
 */
export function decodeStrip(bytes: Uint8Array, size: Size, coding: CcittCoding, sink: RowSink): LineQuality {
  switch (coding.scheme) {
    case 'rle':
      return decodeUnmarked(bytes, size, coding.alignment, sink);
    case 'g3':
      return decodeG3(bytes, size, coding.isTwoDimensional, sink);
    case 'g4':
      return decodeG4(bytes, size, sink);
  }
}
