import type { LineQuality } from '../bilevel/line-quality';
import type { RowSink } from '../bilevel/row';
import { decodeG3 } from './decode-g3';
import { decodeG4 } from './decode-g4';
import { decodeUnmarked, type Alignment } from './decode-unmarked';
import type { Size } from './decoded-rows';

/** How a strip is coded. `rle` is T.4 one-dimensional without marks; each row begins at a byte or 16-bit word. */
export type CcittCoding =
  { scheme: 'rle'; alignment: Exclude<Alignment, 1> } | { scheme: 'g3'; isTwoDimensional: boolean } | { scheme: 'g4' };

/**
 * Decodes a strip with the most significant bit first. The sink must not throw; it gets exactly `height` rows, even if
 * the bytes are damaged. The result says how many of them were unreadable.
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
