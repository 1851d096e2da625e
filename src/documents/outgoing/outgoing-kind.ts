import { BadDocumentError } from '../../domain/errors';
import { documentType } from '../document-type';
import { isFaxTiff } from './fax-tiff';
import { pdfHeaderAt } from '../pdf/open-pdf';
import { beginsAsDocument, cameAsText, wasReadAsText } from '../read-as-text';
import { readTiff } from '../tiff/read-tiff';
import type { Cover } from './cover-as-pdf';
import type { OutgoingPart } from './outgoing-request';

/** The kind of a part of a fax, judged by its bytes. A `fax-tiff` can be sent as it is. */
export type OutgoingKind =
  | { kind: 'fax-tiff'; bytes: Buffer; pages: number }
  | { kind: 'tiff' | 'pdf' | 'png' | 'jpeg' | 'senx'; bytes: Buffer }
  | { kind: 'text'; text: string }
  | { kind: 'cover'; cover: Cover };

/** Throws `BadDocumentError` for a part that is empty or damaged or cannot be faxed. */
export function kindOf(part: OutgoingPart): OutgoingKind {
  if ('text' in part) return textOf(part.text);
  if ('cover' in part) return { kind: 'cover', cover: part.cover };
  const bytes = Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength);
  if (bytes.length === 0) throw new BadDocumentError('the document is empty');
  if (wasReadAsText(bytes)) throw cameAsText();
  const { type } = documentType(bytes);
  if (type === 'image/png') return { kind: 'png', bytes };
  if (type === 'image/jpeg') return { kind: 'jpeg', bytes };
  if (type === 'image/tiff' || isBigTiff(bytes)) return tiffOf(bytes);
  if (part.isSenx) return { kind: 'senx', bytes };
  if (pdfHeaderAt(bytes) !== -1) return { kind: 'pdf', bytes };
  throw new BadDocumentError(
    'a document of this type cannot be faxed: PDF, TIFF, PNG, JPEG and text can ' +
      '(and SENx, if its name or type says so); save web pages, Word files and other pictures as PDF first',
  );
}

function textOf(text: string): OutgoingKind {
  if (beginsAsDocument(text)) throw cameAsText();
  return { kind: 'text', text };
}

function tiffOf(bytes: Buffer): OutgoingKind {
  const pages = readTiff(bytes);
  return pages.every(isFaxTiff) ? { kind: 'fax-tiff', bytes, pages: pages.length } : { kind: 'tiff', bytes };
}

/** Recognises a BigTIFF, so that the error can say what to do about it. */
function isBigTiff(bytes: Buffer): boolean {
  return ['II+\0', 'MM\0+'].includes(bytes.toString('latin1', 0, 4));
}
