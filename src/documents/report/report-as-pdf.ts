import type { FaxStatus } from '../../domain/fax';
import { firstPage } from '../first-page';
import { loadFont } from '../outgoing/text-as-pdf';
import { MARGIN, SHEET, writePdf } from '../outgoing/write-pdf';
import { asBuffer } from '../worker/transfer';

export interface ReportRequest {
  status: FaxStatus;
  /** When the report was made, ISO 8601 in UTC. */
  madeAt: string;
  /**
   * The document that was faxed. A small picture of its first page is shown, which
   * everybody who sees the report can see.
   */
  document?: Uint8Array;
}

const TITLE_SIZE = 20;
const FONT_SIZE = 10;
const LABEL_WIDTH = 110;
const MOST_CALLS = 20;
const PICTURE_WIDTH = 180;
/** Pixels. */
const PICTURE = { width: 300, height: 600 };
const GAP = 14;

/** A report of one page on the outcome of a fax, as the provider reported it. */
export async function reportAsPdf({ status, madeAt, document }: ReportRequest): Promise<Buffer> {
  const font = await loadFont();
  const picture = document && (await firstPage(asBuffer(document), PICTURE));
  return writePdf({ info: { CreationDate: new Date(madeAt) } }, (pdf) => {
    pdf.font(font).fontSize(TITLE_SIZE).text(`Fax report: ${status.state}`).moveDown(0.7).fontSize(FONT_SIZE);
    for (const [label, value] of rowsOf(status, madeAt)) {
      const { y } = pdf;
      pdf.text(label, MARGIN, y, { width: LABEL_WIDTH });
      pdf.text(value, MARGIN + LABEL_WIDTH, y).moveDown(0.3);
    }
    pdf.moveDown(1).fontSize(FONT_SIZE - 1);
    pdf.text('This page shows what the fax service reported. It does not prove that anybody has read the fax.', MARGIN);
    const room = SHEET.height - MARGIN - pdf.y - GAP;
    if (picture && room > GAP) pdf.image(picture, MARGIN, pdf.y + GAP, { fit: [PICTURE_WIDTH, room] });
  });
}

function rowsOf(status: FaxStatus, madeAt: string): [label: string, value: string][] {
  const { pages, totalPages, history = [], result, document } = status;
  const all: [string, string | number | undefined][] = [
    ['To', status.to],
    ['From', status.from],
    ['Reference', status.reference],
    ['Result', status.success ? 'went through' : [status.state, status.cause].join(', ')],
    ['Provider says', [result?.code, result?.name].filter((part) => part !== undefined).join(' ')],
    ['Pages', pages === undefined ? undefined : totalPages === undefined ? pages : `${pages} of ${totalPages}`],
    ['Time on the line', status.seconds === undefined ? undefined : `${status.seconds} s`],
    ['Speed', status.speed === undefined ? undefined : `${status.speed} bit/s`],
    ...history
      .slice(-MOST_CALLS)
      .map(({ at, cause, pages: sent }, index): [string, string] => [
        `Call ${Math.max(history.length - MOST_CALLS, 0) + index + 1}`,
        [at, cause, ...(sent === undefined ? [] : [`${sent} pages`])].join(', '),
      ]),
    ['Calls', status.attempt],
    ['Job', status.id],
    ['Call at provider', status.providerId],
    ['Document', document && `SHA-256 ${document.sha256}`],
    ['Report made', madeAt],
  ];
  return all.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, String(value)]]));
}
