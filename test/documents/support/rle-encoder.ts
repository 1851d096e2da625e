import type { Row } from '../../../src/documents/bilevel/row';
import { BitWriter } from '../../../src/documents/ccitt/bit-writer';
import { encodeRow1d } from '../../../src/documents/ccitt/encode-row';
import type { StripEncoder } from '../../../src/documents/ccitt/strip-encoder';

/** TIFF's compression 2, which the product reads and never writes. */
export class RleEncoder implements StripEncoder {
  readonly #writer = new BitWriter();
  readonly #width: number;

  /** Rows begin at a multiple of so many bits. */
  readonly #alignment: number;

  constructor(width: number, alignment = 8) {
    this.#alignment = alignment;
    this.#width = width;
  }

  add(row: Row): void {
    encodeRow1d(this.#writer, row, this.#width);
    if (this.#alignment === 8) this.#writer.fillBefore(8);
  }

  finish(): Buffer {
    return this.#writer.finish();
  }
}
