import { compact } from '../domain/compact';
import type { StoredDocument } from '../domain/document';
import type { DocumentFolder } from './document-folder';
import { extensionOf } from './document-type';
import type { FaxType, OutgoingPart, OutgoingRequest } from './outgoing/outgoing-request';
import type { DocumentWorker } from './worker/document-worker';
import { asBuffer, buffersOf } from './worker/transfer';

export interface StoredOutgoing {
  /** The one that is sent: whatever was given has become one. */
  documents: [StoredDocument];
  /** undefined where they cannot be told: of SENx. */
  pages?: number;
  /** On the line, by and large. */
  seconds?: number;
}

export interface OutgoingPlaces {
  worker: Pick<DocumentWorker, 'run'>;
  documents: DocumentFolder;
  /** Wall-clock ms, for the name. */
  now?: number;
}

/** How the fax is to be, and what its provider takes. */
export type OutgoingWish = Omit<OutgoingRequest, 'parts'>;

/**
 * Makes one document of all parts of a fax and writes it to the folder: what a status tells, and a flow may send on, is
 * then all of it. The parts' bytes are no longer the caller's. Rejects with `BadDocumentError`, `ConvertError` or `StoreError`.
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

/** Generated, so that nothing a sender chose reaches a file system; the same bytes have the same name on the same day. */
function filenameOf({ sha256, type }: { sha256: string; type: FaxType }, now: number): string {
  const date = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `${date}-${sha256.slice(0, 12)}${extensionOf(type)}`;
}
