import { BadDocumentError } from '../../domain/errors';
import { loadFont, textAsPdf, writeText } from './text-as-pdf';
import { MARGIN, writePdf } from './write-pdf';

/** The content of a cover page. */
export interface Cover {
  to?: string;
  from?: string;
  subject?: string;
  text?: string;
  /** Replaces our layout: a text with `{{to}}`, `{{from}}`, `{{subject}}`, `{{text}}` and `{{date}}` in it. */
  template?: string;
  /** Formatted for display. */
  date: string;
}

const TITLE_SIZE = 34;
const LABEL_WIDTH = 80;

/** A PDF of one or more pages. Rejects with `BadDocumentError`. */
export async function coverAsPdf(cover: Cover): Promise<Buffer> {
  if (cover.template !== undefined) return fromTemplate(cover, cover.template);
  const font = await loadFont();
  return writePdf({}, (pdf) => {
    pdf.font(font).fontSize(TITLE_SIZE).text('Fax').moveDown(0.5);
    for (const [label, value] of [
      ['To', cover.to],
      ['From', cover.from],
      ['Date', cover.date],
      ['Subject', cover.subject],
    ] as const) {
      if (value === undefined || value === '') continue;
      const { y } = pdf;
      writeText(pdf, label, { x: MARGIN, y, width: LABEL_WIDTH });
      writeText(pdf, value, { x: MARGIN + LABEL_WIDTH, y });
      pdf.moveDown(0.5);
    }
    pdf.moveDown(1);
    if (cover.text !== undefined && cover.text !== '') writeText(pdf, cover.text, { x: MARGIN, y: pdf.y });
  });
}

function fromTemplate(cover: Cover, template: string): Promise<Buffer> {
  const text = template.replace(
    /\{\{\s{0,9}(to|from|subject|text|date)\s{0,9}\}\}/g,
    (_, name: keyof Cover) => cover[name] ?? '',
  );
  if (text.trim() === '') throw new BadDocumentError("the cover page's template is empty");
  return textAsPdf(text);
}
