import { readFile } from 'node:fs/promises';
import { compact } from '../../domain/compact';
import { BadDocumentError } from '../../domain/errors';
import { isRecord } from '../../domain/is-record';
import { MARGIN, writePdf } from './write-pdf';

const FONT = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const FONT_SIZE = 11;
const TAB = '        ';
/** Roughly 200 pages. */
const MAX_CHARACTERS = 1_000_000;

/** A PDF of a plain text, on as many pages as needed. Rejects with `BadDocumentError`. */
export async function textAsPdf(text: string): Promise<Buffer> {
  if (text.trim() === '') throw new BadDocumentError('the text is empty');
  const font = await loadFont();
  return writePdf({}, (pdf) => {
    pdf.font(font);
    writeText(pdf, text, { x: MARGIN, y: MARGIN });
  });
}

let loading: Promise<Buffer> | undefined;

/** DejaVu Sans covers Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian and more. */
export function loadFont(): Promise<Buffer> {
  loading ??= readFile(require.resolve(FONT));
  return loading;
}

/**
 * Writes text in the current font. Throws `BadDocumentError` for characters that the font lacks, because nobody would
 * notice the empty boxes before the fax is sent.
 */
export function writeText(
  pdf: PDFKit.PDFDocument,
  text: string,
  { x, y, width }: { x: number; y: number; width?: number },
): void {
  if (text.length > MAX_CHARACTERS) throw new BadDocumentError('the text is too long for a fax: send it in parts');
  const shown = printable(text);
  pdf.fontSize(FONT_SIZE);
  for (const letter of new Set(shown)) {
    if (letter === '\n' || hasLetter(pdf, letter)) continue;
    throw new BadDocumentError(
      'the text has characters that a faxed text cannot show, such as Chinese or emoji: send it as PDF',
    );
  }
  pdf.text(shown, x, y, compact({ lineGap: 2, width }));
}

/** Replaces tabs and removes other control characters, which would be drawn as boxes. */
function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', TAB)
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '');
}

/** Asks the font's own reader, which the library's types do not declare. */
function hasLetter(pdf: PDFKit.PDFDocument, letter: string): boolean {
  const { _font: outer } = pdf as unknown as { _font: unknown };
  const reader = isRecord(outer) ? outer.font : undefined;
  return !isReader(reader) || reader.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
}

function isReader(value: unknown): value is { hasGlyphForCodePoint: (code: number) => boolean } {
  return isRecord(value) && typeof value.hasGlyphForCodePoint === 'function';
}
