import { BadDocumentError } from '../../domain/errors';
import { checkPages, checkSize } from '../document-limits';
import { withPdf } from '../pdf/open-pdf';
import { joinTiffs } from '../tiff/join-tiff';
import { writeTiff } from '../tiff/write-tiff';
import { drawPages } from './draw-pages';
import { secondsOnLine } from './estimate';
import { kindOf, type OutgoingKind } from './outgoing-kind';
import type { FaxType, OutgoingRequest, OutgoingResult } from './outgoing-request';

/**
 * Makes one document from all parts of a fax. A single part that the provider accepts stays as it is, and so do the
 * pages of fax TIFFs; everything else is drawn as fax pages. Rejects with `BadDocumentError`.
 */
export async function prepareOutgoing(request: OutgoingRequest, progress: () => void): Promise<OutgoingResult> {
  const kinds = request.parts.map(kindOf);
  const [first, ...more] = kinds;
  if (!first) throw new BadDocumentError('there is no document to fax');
  checkSize(kinds.reduce((sum, kind) => sum + ('bytes' in kind ? kind.bytes.length : 0), 0));
  const asItIs = more.length === 0 ? await alone(first, request.takes) : undefined;
  return asItIs ?? drawn(kinds, request, progress);
}

async function alone(kind: OutgoingKind, takes: readonly FaxType[]): Promise<OutgoingResult | undefined> {
  if (kind.kind === 'fax-tiff') return checked({ bytes: kind.bytes, type: 'image/tiff', pages: kind.pages });
  if (kind.kind === 'senx' && takes.includes('application/x-senx'))
    return { bytes: kind.bytes, type: 'application/x-senx' };
  if (kind.kind !== 'pdf' || !takes.includes('application/pdf')) return undefined;
  return checked({
    bytes: kind.bytes,
    type: 'application/pdf',
    pages: await withPdf(kind.bytes, ({ pages }) => pages),
  });
}

/** Makes each part a fax TIFF of its own, then joins their pages. */
async function drawn(
  kinds: readonly OutgoingKind[],
  request: OutgoingRequest,
  progress: () => void,
): Promise<OutgoingResult> {
  const files: Buffer[] = [];
  let pages = 0;
  for (const kind of kinds) {
    if (kind.kind === 'fax-tiff') {
      files.push(kind.bytes);
      pages += kind.pages;
    } else {
      const drawnPages = await drawPages(kind, request, progress);
      files.push(writeTiff(drawnPages));
      pages += drawnPages.length;
    }
    checkPages(pages);
  }
  return checked({ bytes: joinTiffs(files), type: 'image/tiff', pages });
}

function checked(result: OutgoingResult): OutgoingResult {
  checkPages(result.pages ?? 0);
  checkSize(result.bytes.length);
  const { type, bytes, pages = 0 } = result;
  return type === 'image/tiff' ? { ...result, seconds: secondsOnLine(bytes.length, pages) } : result;
}
