import type { Row } from '../bilevel/row';

/** Takes the rows of a strip from the top; `finish` returns its bytes, the most significant bit first. */
export interface StripEncoder {
  add(row: Row): void;
  finish(): Buffer;
}
