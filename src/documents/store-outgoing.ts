import { compact } from '../domain/compact';
import type { StoredDocument } from '../domain/document';
import type { DocumentFolder } from './document-folder';
import { extensionOf } from './document-type';
import type { FaxType, OutgoingPart, OutgoingRequest } from './outgoing/outgoing-request';
import type { DocumentWorker } from './worker/document-worker';
import { asBuffer, buffersOf } from './worker/transfer';

export interface StoredOutgoing {
  /** The single document to send, made from all parts. */
  documents: [StoredDocument];
  /** undefined for SENx, whose pages cannot be counted. */
  pages?: number;
  /** The estimated time of transmission. */
  seconds?: number;
}

export interface OutgoingPlaces {
  worker: Pick<DocumentWorker, 'run'>;
  documents: DocumentFolder;
  /** Ms by the wall clock, for the file's name. */
  now?: number;
}

/** How to make the document, and what the provider accepts. */
export type OutgoingWish = Omit<OutgoingRequest, 'parts'>;

/**
 * Makes one document from all parts of a fax and stores it, so that the document in a status is all of the fax. The
 * bytes of the parts are transferred and can no longer be used by the caller. Rejects with `BadDocumentError`,
 * `ConvertError` or `StoreError`.
 */
export async function storeOutgoing(
  parts: readonly OutgoingPart[],
  wish: OutgoingWish,
  { worker, documents, now = Date.now() }: OutgoingPlaces,
): Promise<StoredOutgoing> {
  const given = parts.flatMap((part) => ('bytes' in part ? [part.bytes] : []));
  const prepared = await worker.run('prepare-outgoing', { ...wish, parts: [...parts] }, buffersOf(given));
  const { type, pages, seconds } = prepared;
  const { file, size, sha256 } = await documents.write(asBuffer(prepared.bytes), type);
  const stored = { file, type, filename: filenameOf({ sha256, type }, now), size, sha256 };
  return compact({
    documents: [stored],
    pages,
    seconds,
  });
}

/**
 * A generated name, because no sender may choose names in our file system. The same for the same bytes on the same day.
 */
function filenameOf({ sha256, type }: { sha256: string; type: FaxType }, now: number): string {
  const date = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${date}-${sha256.slice(0, 12)}${extensionOf(type)}`;
}
