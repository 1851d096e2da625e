import { copyRow, createRow, type Row } from '../bilevel/row';
import { BitWriter } from './bit-writer';
import { code, encodeRow1d, encodeRow2d, put } from './encode-row';
import { END_OF_LINE } from './run-codes';
import type { StripEncoder } from './strip-encoder';

export interface G3Options {
  /**
   * T.4's K: every k-th row is coded one-dimensionally. 1 means all rows; 2 and 4 are usual for two-dimensional coding.
   */
  k: number;
  /** Add fill bits so that each end-of-line mark ends at a byte boundary (T4Options bit 2). */
  isAligned: boolean;
}

const MARK = code(END_OF_LINE);
const MARKS_AT_END = 6;

/** Encodes ITU-T T.4 ("G3"), with a mark before each row and six at the end. */
export class G3Encoder implements StripEncoder {
  readonly #writer = new BitWriter();
  readonly #width: number;
  readonly #options: G3Options;
  readonly #above: Row;
  #rows = 0;

  constructor(width: number, options: G3Options) {
    this.#width = width;
    this.#options = options;
    this.#above = createRow(width);
  }

  add(row: Row): void {
    const is1d = this.#rows % this.#options.k === 0;
    this.#rows += 1;
    this.#mark(is1d);
    if (is1d) encodeRow1d(this.#writer, row, this.#width);
    else encodeRow2d(this.#writer, row, this.#above, this.#width);
    copyRow(row, this.#above, this.#width);
  }

  finish(): Buffer {
    for (let marks = 0; marks < MARKS_AT_END; marks++) this.#mark(true);
    return this.#writer.finish();
  }

  #mark(is1d: boolean): void {
    if (this.#options.isAligned) this.#writer.fillBefore(MARK.bits);
    put(this.#writer, MARK);
    if (this.#options.k > 1) this.#writer.write(is1d ? 1 : 0, 1);
  }
}
