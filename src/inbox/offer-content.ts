import { toIso } from '../domain/clock';
import { compact } from '../domain/compact';
import type { SmsReceived } from '../domain/sms';
import type { DocumentInfo } from '../domain/document';
import type { EventKind } from '../domain/events';
import { UNRECOGNIZED } from '../documents/document-type';
import type { OpenRow } from '../store/event-row';
import { convertedContent, type Content, type DocumentContent, type DocumentSources } from './converted-content';
import { documentFilename } from './accept';
import type { Offer, SourceNode } from './source-nodes';

/** Loads the document as this node wants it. Called for each node, so that no two share the same bytes. */
export async function loadContent(
  row: OpenRow,
  { document: as, format = 'original' }: Pick<SourceNode, 'document' | 'format'>,
  sources: DocumentSources,
  signal: AbortSignal,
): Promise<Content> {
  const shown = documentInfo(row);
  const { document: stored } = row;
  if (!shown || !stored) return knownContent(row);
  const load = async (): Promise<Content> => {
    if (as === 'path') {
      const path = await sources.documents.handOver(stored);
      return 'lost' in path ? path : { document: { ...shown, path: path.found } };
    }
    const data = await sources.documents.read(stored);
    return 'lost' in data ? data : { document: { ...shown, data: data.found } };
  };
  if (format === 'original' || stored.type === `application/${format}`) return load();
  return convertedContent({ stored, shown, as, format, load }, sources, signal);
}

/** The document's facts, without its bytes. */
export function knownContent(row: OpenRow): DocumentContent {
  const document = documentInfo(row);
  return document ? { document } : {};
}

function documentInfo(row: OpenRow): DocumentInfo | undefined {
  const { kind, document } = row;
  if (kind !== 'fax.received') return undefined;
  if (!document) return absentDocument(row);
  const { type, filename, size, sha256, damaged } = document;
  return compact({ type, filename, size, sha256, damaged: damaged || undefined });
}

/** It has a file name all the same, because a flow that writes every fax to a file needs one for this fax, too. */
function absentDocument({ key, occurredAt, missing }: OpenRow): DocumentInfo {
  const { type } = UNRECOGNIZED;
  const filename = documentFilename(key, occurredAt, type);
  return { type, filename, size: 0, sha256: '', convertError: missing ?? 'the provider no longer has the document' };
}

export function offerOf<K extends EventKind>(row: OpenRow<K>, content: DocumentContent): Offer<K> {
  const offer: Offer<K> = {
    key: row.key,
    kind: row.kind,
    connection: row.connection,
    source: row.source,
    payload: structuredClone(row.payload),
    ...content,
    storedAt: toIso(row.storedAt),
    attempt: row.attempt,
    redelivered: row.attempt > 1,
    raw: structuredClone(row.raw),
  };
  if (row.occurredAt !== undefined) offer.occurredAt = row.occurredAt;
  return offer;
}

/** How many bytes of documents and images these contents hold in memory. */
export function bytesOf(contents: readonly DocumentContent[]): number {
  const sizes = contents.flatMap(({ document, images = [] }) => [
    document?.data?.length ?? 0,
    ...images.map((image) => (typeof image === 'string' ? 0 : image.length)),
  ]);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Asks the provider for the fields that the push of a received SMS lacked. */
export type Enrich = (providerId: string, signal: AbortSignal) => Promise<Partial<SmsReceived>>;

/** The row, its payload completed if one of its nodes asks for that and the provider answers in time. */
export async function enriched(
  row: OpenRow,
  nodes: SourceNode[],
  enrich: Enrich | undefined,
  signal: AbortSignal,
): Promise<OpenRow> {
  if (!enrich || row.kind !== 'sms.received' || !lacksSomething(row.payload) || !nodes.some((node) => node.enrich))
    return row;
  try {
    const more = await enrich(row.providerId, signal);
    return { ...row, payload: { ...row.payload, ...more } };
  } catch {
    return row;
  }
}

/** False for an SMS that came by poll, which has all fields. */
function lacksSomething({ receivedAt, parts }: SmsReceived): boolean {
  return receivedAt === undefined || parts === undefined;
}
