import { BadDocumentError } from '../../domain/errors';
import { isRecord } from '../../domain/is-record';
import { isOnItsSide } from '../bilevel/upright';
import { checkPictureSize } from './picture-size';
import { MARGIN, SHEET, writePdf } from './write-pdf';

/**
 * Puts a picture on one sheet, as large as possible; a wide picture gets a landscape
 * sheet. Rejects with `BadDocumentError`.
 */
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

/** The library has this method, but its types do not declare it. */
function openImage(pdf: PDFKit.PDFDocument, bytes: Buffer): PDFKit.Mixins.ImageSrc {
  return (pdf as PDFKit.PDFDocument & { openImage: (source: Buffer) => PDFKit.Mixins.ImageSrc }).openImage(bytes);
}

/** Cameras that were held upright store the picture on its side, with an orientation that says so. */
function isWide(picture: unknown): boolean {
  if (!isRecord(picture)) return false;
  const [width, height, orientation] = [picture.width, picture.height, picture.orientation].map(Number);
  return isOnItsSide(Number(orientation)) ? Number(height) > Number(width) : Number(width) > Number(height);
}
