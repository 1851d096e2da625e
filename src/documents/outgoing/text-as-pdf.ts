import { readFile } from 'node:fs/promises';
import { BadDocumentError } from '../../domain/errors';
import { writePdf } from './write-pdf';

const FONT = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const FONT_SIZE = 11;
const TAB = '        ';
/** Some 200 pages. */
const MAX_CHARACTERS = 1_000_000;

/** Paper for a letter: black on white, line by line, as many pages as it takes. Rejects with `BadDocumentError`. */
export async function textAsPdf(text: string): Promise<Buffer> {
  if (text.trim() === '') throw new BadDocumentError('the text is empty');
  if (text.length > MAX_CHARACTERS) throw new BadDocumentError('the text is too long for a fax: send it in parts');
  const font = await loadFont();
  const lines = printable(text);
  return writePdf({}, (pdf) => {
    pdf.font(font).fontSize(FONT_SIZE);
    checkLetters(pdf, lines);
    pdf.text(lines, { lineGap: 2 });
  });
}

let font: Promise<Buffer> | undefined;

/** DejaVu Sans has Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian and more. */
export function loadFont(): Promise<Buffer> {
  font ??= readFile(require.resolve(FONT));
  return font;
}

function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', TAB)
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '');
}

/** A letter that the font lacks would become an empty box, and nobody would know. */
function checkLetters(pdf: PDFKit.PDFDocument, text: string): void {
  const { font } = (pdf as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
  for (const letter of new Set(text)) {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === '\n' || font.hasGlyphForCodePoint(code)) continue;
    throw new BadDocumentError(
      'the text has letters that faxed texts cannot show, as of Chinese or emoji: send it as PDF',
    );
  }
}
