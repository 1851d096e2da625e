import type { Bitmap } from '../../src/documents/bilevel/bitmap';
import { drawFaxPage } from '../../src/documents/sample/draw-fax-page';

const WORDS = 'the quick brown fox jumps over a lazy dog and runs away with it ';
const LINES = 58;
const COLUMNS = 62;

/** A4 pages in fine resolution, full of text. */
export function textPages(count: number): Bitmap[] {
  return Array.from({ length: count }, (_, page) => {
    const line = (index: number): string => (WORDS.slice((index * 7 + page) % 40) + WORDS).slice(0, COLUMNS);
    return drawFaxPage(
      Array.from({ length: LINES }, (_line, index) => line(index)),
      'fine',
    );
  });
}
