import { copyRow, createRow, type Row } from '../bilevel/row';
import { BitWriter } from './bit-writer';
import { code, encodeRow2d, put } from './encode-row';
import { END_OF_BLOCK } from './run-codes';
import type { StripEncoder } from './strip-encoder';

const END = code(END_OF_BLOCK);

/** Encodes ITU-T T.6 ("G4", "MMR"): each row by its difference from the row above it. */
export class G4Encoder implements StripEncoder {
  readonly #writer = new BitWriter();
  readonly #width: number;
  readonly #above: Row;

  constructor(width: number) {
    this.#width = width;
    this.#above = createRow(width);
  }

  add(row: Row): void {
    encodeRow2d(this.#writer, row, this.#above, this.#width);
    copyRow(row, this.#above, this.#width);
  }

  finish(): Buffer {
    put(this.#writer, END);
    return this.#writer.finish();
  }
}
