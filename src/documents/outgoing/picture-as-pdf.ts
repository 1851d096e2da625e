import { BadDocumentError } from '../../domain/errors';
import { isRecord } from '../../domain/is-record';
import { checkPictureSize } from './picture-size';
import { MARGIN, SHEET, writePdf } from './write-pdf';

/** As large as a sheet takes it; one that is wider than high lies on its side. Rejects with `BadDocumentError`. */
export async function pictureAsPdf(bytes: Buffer, kind: 'png' | 'jpeg'): Promise<Buffer> {
  checkPictureSize(bytes, kind);
  try {
    return await writePdf({ autoFirstPage: false }, (pdf) => {
      const picture = openImage(pdf, bytes);
      const layout = isWide(picture) ? 'landscape' : 'portrait';
      pdf.addPage({ size: [SHEET.width, SHEET.height], layout, margin: MARGIN });
      const fit: [number, number] = [pdf.page.width - 2 * MARGIN, pdf.page.height - 2 * MARGIN];
      pdf.image(picture, MARGIN, MARGIN, { fit, align: 'center', valign: 'center' });
    });
  } catch (cause) {
    throw new BadDocumentError('the picture is damaged: it cannot be read', { cause });
  }
}

/** Known to the library, and not to its types. */
function openImage(pdf: PDFKit.PDFDocument, bytes: Buffer): PDFKit.Mixins.ImageSrc {
  return (pdf as PDFKit.PDFDocument & { openImage: (source: Buffer) => PDFKit.Mixins.ImageSrc }).openImage(bytes);
}

/** A camera that was held upright says so by an orientation from 5 on, and its rows are columns. */
function isWide(picture: unknown): boolean {
  if (!isRecord(picture)) return false;
  const [width, height, orientation] = [picture.width, picture.height, picture.orientation].map(Number);
  return Number(orientation) >= 5 ? Number(height) > Number(width) : Number(width) > Number(height);
}
