import { createBitmap, fillRectangle, type Bitmap } from '../bilevel/bitmap';
import { FAX_WIDTH } from '../fax-page/fit-page';
import type { FaxResolution } from '../tiff/write-tiff-f';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from './fax-font';

/** A4. */
const HEIGHT: Record<FaxResolution, number> = { fine: 2292, standard: 1146 };
/** The size of a font pixel in page pixels. A standard page has half as many rows for the same height on paper. */
const ACROSS = 4;
const DOWN: Record<FaxResolution, number> = { fine: 4, standard: 2 };
const LEFT_MARGIN = 96;
const TOP_LINES = 4;
const LINE_HEIGHT = GLYPH_HEIGHT + 4;

/** Writes lines of text on a white A4 fax page; text that does not fit is cut off. */
export function drawFaxPage(lines: readonly string[], resolution: FaxResolution = 'fine'): Bitmap {
  const page = createBitmap(FAX_WIDTH, HEIGHT[resolution]);
  const down = DOWN[resolution];
  lines.forEach((line, index) => {
    const top = (TOP_LINES + index) * LINE_HEIGHT * down;
    Array.from(line).forEach((character, column) => {
      const left = LEFT_MARGIN + column * (GLYPH_WIDTH + 1) * ACROSS;
      drawGlyph(page, character, { left, top, down });
    });
  });
  return page;
}

function drawGlyph(page: Bitmap, character: string, at: { left: number; top: number; down: number }): void {
  glyphRows(character).forEach((bits, row) => {
    for (let column = 0; column < GLYPH_WIDTH; column++) {
      if ((bits & (1 << (GLYPH_WIDTH - 1 - column))) === 0) continue;
      const x = at.left + column * ACROSS;
      fillRectangle(page, { x, y: at.top + row * at.down, width: ACROSS, height: at.down });
    }
  });
}
