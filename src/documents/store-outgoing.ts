import type { StoredDocument } from '../domain/document';
import { BadDocumentError } from '../domain/errors';
import type { DocumentFolder } from './document-folder';
import { checkPages, checkSize } from './document-limits';
import { extensionOf } from './document-type';
import { inspectDocument, type InspectedDocument } from './inspect-document';
import { joinTiffs } from './tiff/join-tiff';

/** Bytes alone, or with the type that whoever made them states: it is needed for SENx, which nothing in its bytes tells. */
export type OutgoingDocument = Buffer | { bytes: Buffer; claimedType: string };

export interface StoredOutgoing {
  /** The one that is sent: several TIFFs have been joined. */
  documents: [StoredDocument];
  /** undefined where they cannot be told. */
  pages?: number;
}

/**
 * Inspects the documents of one fax, then writes what is to be sent of them to the folder as one: what a status tells,
 * and a flow may send on, is then all of it. Rejects with `BadDocumentError` or `StoreError`. `now` is wall-clock ms,
 * for the name.
 */
export async function storeOutgoing(
  outgoing: readonly OutgoingDocument[],
  documents: DocumentFolder,
  now: number = Date.now(),
): Promise<StoredOutgoing> {
  const { bytes, type, pages } = asOne(outgoing);
  const { file, size, sha256 } = await documents.write(bytes, type);
  const stored = { file, type, filename: filenameOf({ sha256, type }, now), size, sha256 };
  return { documents: [stored], ...(pages !== undefined && { pages }) };
}

type Inspected = InspectedDocument & { bytes: Buffer };

/** Each is inspected by itself first, so that what is refused is refused for what was given. */
function asOne(outgoing: readonly OutgoingDocument[]): Inspected {
  const labelled = outgoing.map((document) =>
    Buffer.isBuffer(document) ? { bytes: document, claimedType: undefined } : document,
  );
  checkSize(labelled.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const inspected = labelled.map(({ bytes, claimedType }) => ({ bytes, ...inspectDocument(bytes, claimedType) }));
  const [first, ...more] = inspected;
  if (first === undefined) throw new BadDocumentError('there is no document to fax');
  return more.length === 0 ? first : joined(inspected);
}

function joined(inspected: readonly Inspected[]): Inspected {
  if (inspected.some(({ type }) => type !== 'image/tiff')) {
    throw new BadDocumentError(
      'several documents can be sent as one fax only if all are TIFF: join them, or send each',
    );
  }
  checkPages(inspected.reduce((sum, { pages = 0 }) => sum + pages, 0));
  const bytes = joinTiffs(inspected.map((document) => document.bytes));
  return { bytes, ...inspectDocument(bytes) };
}

/** Generated, so that nothing a sender chose reaches a file system; the same bytes have the same name on the same day. */
function filenameOf({ sha256, type }: { sha256: string; type: string }, now: number): string {
  const date = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${date}-${sha256.slice(0, 12)}${extensionOf(type)}`;
}
