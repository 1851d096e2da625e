import { copyRow, createRow, type Row, type RowSink } from '../bilevel/row';
import type { LineQuality } from '../bilevel/line-quality';

export interface Size {
  width: number;
  height: number;
}

/** Gives out the rows of a strip, exactly as many as it should have, whatever became of its bytes. */
export class DecodedRows {
  /** To be filled with the next row. */
  current: Row;
  /** The last one given out; white before the first. */
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

  /** The current row is a good one. Rows beyond the last are ignored. */
  good(): void {
    if (this.isFull) return;
    this.#badRun = 0;
    this.#giveOut();
  }

  /** So many rows could not be read: what stood above them is shown once more. */
  lost(count: number): void {
    for (let left = Math.min(count, this.#height - this.#done); left > 0; left--) {
      copyRow(this.above, this.current, this.width);
      this.#countBad();
      this.#giveOut();
    }
  }

  /** There is nothing more to read: rows that are still missing are white. */
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
