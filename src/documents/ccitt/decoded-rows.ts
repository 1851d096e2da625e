import { copyRow, createRow, type Row, type RowSink } from '../bilevel/row';
import type { LineQuality } from '../bilevel/line-quality';

export interface Size {
  width: number;
  height: number;
}

/** Passes the rows of a strip to a sink, exactly as many as the strip should have, even if its bytes are damaged. */
export class DecodedRows {
  /** The row to decode into. */
  current: Row;
  /** The row passed on last; white before the first. */
  above: Row;
  readonly width: number;
  readonly #height: number;
  readonly #sink: RowSink;
  #done = 0;
  #bad = 0;
  #badRun = 0;
  #longestBadRun = 0;

  constructor({ width, height }: Size, sink: RowSink) {
    this.current = createRow(width);
    this.above = createRow(width);
    this.width = width;
    this.#height = height;
    this.#sink = sink;
  }

  get isFull(): boolean {
    return this.#done >= this.#height;
  }

  get isLast(): boolean {
    return this.#done === this.#height - 1;
  }

  /** Passes on the current row as a good one. Rows after the last are ignored. */
  good(): void {
    if (this.isFull) return;
    this.#badRun = 0;
    this.#giveOut();
  }

  /** Passes on copies of the row above in place of `count` unreadable rows. */
  lost(count: number): void {
    for (let left = Math.min(count, this.#height - this.#done); left > 0; left--) {
      copyRow(this.above, this.current, this.width);
      this.#countBad();
      this.#giveOut();
    }
  }

  /** Ends the strip; rows that are still missing become white. */
  finish(): LineQuality {
    while (!this.isFull) {
      this.current.count = 0;
      this.current.changes.fill(this.width, 0, 4);
      this.#countBad();
      this.#giveOut();
    }
    return { badLines: this.#bad, longestBadRun: this.#longestBadRun };
  }

  #countBad(): void {
    this.#bad += 1;
    this.#badRun += 1;
    this.#longestBadRun = Math.max(this.#longestBadRun, this.#badRun);
  }

  #giveOut(): void {
    this.#done += 1;
    this.#sink(this.current);
    [this.current, this.above] = [this.above, this.current];
  }
}
