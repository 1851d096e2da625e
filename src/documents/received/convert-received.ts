import { createHash } from 'node:crypto';
import { BadDocumentError } from '../../domain/errors';
import { documentType } from '../document-type';
import { readDamagedTiff } from '../tiff/read-tiff';
import type { ConvertedPages, ReceivedRequest, ReceivedResult } from './received-request';
import { pdfAsPng } from './pdf-as-png';
import { pagesAsPng } from './pages-as-png';
import { tiffAsPdf } from './tiff-as-pdf';

/** The first byte of a little-endian TIFF: `I`. */
const LITTLE_ENDIAN = 0x49;

/**
 * Converts a received fax; the same bytes always give the same result. Rejects with
 * `BadDocumentError` if it has no page.
 */
export async function convertReceived({ bytes, to }: ReceivedRequest, progress: () => void): Promise<ReceivedResult> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { files, warnings } = await convert(file, to, progress);
  return { files: files.map((one) => ({ bytes: one, sha256: sha256Of(one) })), warnings };
}

async function convert(file: Buffer, to: ReceivedRequest['to'], progress: () => void): Promise<ConvertedPages> {
  const { type } = documentType(file);
  if (type === 'application/pdf' && to === 'png') return pdfAsPng(file, progress);
  if (type !== 'image/tiff')
    throw new BadDocumentError(`a fax of type ${type} cannot be converted to ${to.toUpperCase()}`);
  const { pages, damage } = readDamagedTiff(file);
  const isLittleEndian = file[0] === LITTLE_ENDIAN;
  const { files, warnings } = to === 'pdf' ? tiffAsPdf(pages, isLittleEndian, progress) : pagesAsPng(pages, progress);
  return { files, warnings: [...warnings, ...(damage ? [`pages may be missing: ${damage.message}`] : [])] };
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
