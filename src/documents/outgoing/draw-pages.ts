import { BadDocumentError } from '../../domain/errors';
import { checkPages } from '../document-limits';
import { blacken, type Greys } from '../fax-page/blacken';
import { fitPage, type Fit, type Quality } from '../fax-page/fit-page';
import { turnPicture } from '../fax-page/turn-picture';
import { withPdf, type OpenPdf } from '../pdf/open-pdf';
import { writtenFaxPage } from '../tiff/write-tiff-f';
import type { WrittenPage } from '../tiff/write-tiff';
import { coverAsPdf } from './cover-as-pdf';
import type { OutgoingKind } from './outgoing-kind';
import { pictureAsPdf } from './picture-as-pdf';
import { textAsPdf } from './text-as-pdf';
import { tiffPages } from './tiff-pages';

export interface Drawing {
  quality: Quality;
  greys: Greys;
}

/**
 * Draws a document as fax pages. Everything but a TIFF that is nearly a fax becomes a PDF first, which PDFium draws.
 */
export async function drawPages(
  kind: Exclude<OutgoingKind, { kind: 'fax-tiff' }>,
  drawing: Drawing,
  progress: () => void,
): Promise<WrittenPage[]> {
  switch (kind.kind) {
    case 'pdf':
      return drawPdf(kind.bytes, drawing, progress);
    case 'png':
    case 'jpeg':
      return drawPdf(await pictureAsPdf(kind.bytes, kind.kind), drawing, progress);
    case 'text':
      return drawPdf(await textAsPdf(kind.text), drawing, progress);
    case 'cover':
      return drawPdf(await coverAsPdf(kind.cover), drawing, progress);
    case 'tiff':
      return tiffPages(kind.bytes, (pdf) => drawPdf(pdf, drawing, progress));
    case 'senx':
      throw new BadDocumentError('SENx can only be sent alone, and only if the provider accepts it');
  }
}

/** Encodes each page as soon as it is drawn, so that only one picture is in memory at a time. */
function drawPdf(file: Buffer, drawing: Drawing, progress: () => void): Promise<WrittenPage[]> {
  return withPdf(file, (pdf) => {
    checkPages(pdf.pages);
    return Array.from({ length: pdf.pages }, (_, index) => {
      const page = drawPage(pdf, index, drawing);
      progress();
      return page;
    });
  });
}

function drawPage(pdf: OpenPdf, index: number, { quality, greys }: Drawing): WrittenPage {
  const fits: Fit[] = [];
  const picture = pdf.draw(index, (points) => {
    const fit = fitPage(points, quality);
    fits.push(fit);
    return fit.drawn;
  });
  const upright = fits.some(({ turned }) => turned) ? turnPicture(picture) : picture;
  return writtenFaxPage(blacken(upright, greys), quality);
}
