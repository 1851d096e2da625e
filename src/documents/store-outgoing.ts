import type { StoredDocument } from '../domain/document';
import { BadDocumentError } from '../domain/errors';
import type { DocumentFolder } from './document-folder';
import { checkPages, checkSize } from './document-limits';
import { extensionOf } from './document-type';
import { inspectDocument, type InspectedDocument } from './inspect-document';

/** Bytes alone, or with the type that whoever made them states: it is needed for SENx, which nothing in its bytes tells. */
export type OutgoingDocument = Buffer | { bytes: Buffer; claimedType: string };

export interface StoredOutgoing {
  documents: StoredDocument[];
  /** Of all documents; undefined where it cannot be told of one. */
  pages?: number;
}

/**
 * Inspects the documents of one fax, then writes them to the folder: all of them, or none. Rejects with
 * `BadDocumentError` or `StoreError`. `now` is wall-clock ms, for the names.
 */
export async function storeOutgoing(
  outgoing: readonly OutgoingDocument[],
  documents: DocumentFolder,
  now: number = Date.now(),
): Promise<StoredOutgoing> {
  const labelled = outgoing.map((document) =>
    Buffer.isBuffer(document) ? { bytes: document, claimedType: undefined } : document,
  );
  checkSize(labelled.reduce((sum, { bytes }) => sum + bytes.length, 0));
  const inspected = labelled.map(({ bytes, claimedType }) => ({ bytes, ...inspectDocument(bytes, claimedType) }));
  const pages = pagesOf(inspected);
  const stored: StoredDocument[] = [];
  try {
    for (const { bytes, type } of inspected) {
      const { file, size, sha256 } = await documents.write(bytes, type);
      stored.push({ file, type, filename: filenameOf({ sha256, type }, now), size, sha256 });
    }
  } catch (error) {
    // What cannot be removed now is swept up later; the first error is what the user has to know.
    for (const { file } of stored) await documents.remove(file).catch(() => undefined);
    throw error;
  }
  return { documents: stored, ...(pages !== undefined && { pages }) };
}

/** Checks that the documents are one fax, and counts its pages as far as they can be told. */
function pagesOf(inspected: readonly InspectedDocument[]): number | undefined {
  if (inspected.length === 0) throw new BadDocumentError('there is no document to fax');
  if (inspected.length > 1 && inspected.some(({ type }) => type !== 'image/tiff')) {
    throw new BadDocumentError(
      'several documents can be sent as one fax only if all are TIFF: join them, or send each',
    );
  }
  const known = inspected.flatMap(({ pages }) => pages ?? []);
  const sum = known.reduce((total, pages) => total + pages, 0);
  checkPages(sum);
  return known.length === inspected.length ? sum : undefined;
}

/** Generated, so that nothing a sender chose reaches a file system; the same bytes have the same name on the same day. */
function filenameOf({ sha256, type }: { sha256: string; type: string }, now: number): string {
  const date = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${date}-${sha256.slice(0, 12)}${extensionOf(type)}`;
}
