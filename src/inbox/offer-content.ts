import { toIso } from '../domain/clock';
import type { DocumentInfo, Loss } from '../domain/document';
import type { DocumentFolder } from '../documents/document-folder';
import { UNRECOGNIZED } from '../documents/document-type';
import type { EventRow } from '../store/event-row';
import { documentFilename } from './document-filename';
import type { Offer, Receiver } from './receiver';

/** What a receiver is handed; `lost`: the row has a document whose file is gone, or is not what it was. */
export type Content = { document: DocumentInfo | undefined } | { lost: Loss };

/** Loads the document as this receiver wants it. Called once a receiver, so each has bytes of its own. */
export async function loadContent(
  row: EventRow,
  wanted: Receiver['document'],
  documents: DocumentFolder,
): Promise<Content> {
  const shown = documentInfo(row);
  if (!shown || !row.document) return { document: shown };
  if (wanted === 'path') {
    const path = await documents.handOver(row.document);
    return 'lost' in path ? path : { document: { ...shown, path: path.found } };
  }
  const data = await documents.read(row.document);
  return 'lost' in data ? data : { document: { ...shown, data: data.found } };
}

/** What is known of the document, without its bytes. */
export function documentInfo(row: EventRow): DocumentInfo | undefined {
  const { kind, document } = row;
  if (kind !== 'fax.received') return undefined;
  if (!document) return absentDocument(row);
  const { type, filename, size, sha256, damaged } = document;
  return { type, filename, size, sha256, ...(damaged && { damaged }) };
}

/** With a name all the same: a flow that writes every fax to a file has to write this one somewhere, too. */
function absentDocument({ key, occurredAt, missing }: EventRow): DocumentInfo {
  const { type } = UNRECOGNIZED;
  const filename = documentFilename(key, occurredAt, type);
  return { type, filename, size: 0, sha256: '', convertError: missing ?? 'the provider no longer has the document' };
}

export function offerOf(row: EventRow, document: DocumentInfo | undefined): Offer {
  return {
    key: row.key,
    kind: row.kind,
    connection: row.connection,
    source: row.source,
    payload: structuredClone(row.payload),
    ...(document && { document }),
    storedAt: toIso(row.storedAt),
    ...(row.occurredAt !== undefined && { occurredAt: row.occurredAt }),
    attempt: row.attempt,
    redelivered: row.attempt > 1,
    raw: structuredClone(row.raw),
  };
}
