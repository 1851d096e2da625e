import type { Clock } from '../domain/clock';
import { contentHashes } from '../domain/content-hash';
import type { DocumentClaim, ReceivedDocument, StoredDocument } from '../domain/document';
import { eventKey, type Scope } from '../domain/event-key';
import type { ProviderEvent, Source } from '../domain/events';
import type { DocumentFolder } from '../documents/document-folder';
import type { AcceptResult, Store } from '../store/store';
import { documentFilename } from './document-filename';
import { DAY_MS } from './retention';

export interface AcceptContext {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  scope: Scope;
  /** Node id of the accepting connection. */
  connection: string;
  keepDays: number;
}

export interface ArrivedDocument {
  content: Buffer | ReceivedDocument;
  claim: DocumentClaim;
}

export interface AcceptRequest {
  event: ProviderEvent;
  source: Source;
  document?: ArrivedDocument;
  /** Old when first met: kept, shown, not offered by itself. */
  skipped?: boolean;
}

/**
 * Stores an event durably, its document first: a file on disk that no row knows is swept later, a row whose file
 * never came would be a lost fax. Rejects with `StoreError`; then nothing may be answered for.
 */
export async function accept(context: AcceptContext, request: AcceptRequest): Promise<AcceptResult> {
  const { event, source } = request;
  const { store, documents, clock, scope } = context;
  const key = eventKey(scope, event.kind, event.keyId);
  const written = request.document && (await write(documents, request.document));
  const stored = written && describeDocument(written, request.document?.claim, { key, event });
  const now = clock.now();
  try {
    const result = await store.accept({
      key,
      scope,
      kind: event.kind,
      connection: context.connection,
      source,
      providerId: event.providerId,
      ...('to' in event.payload && typeof event.payload.to === 'string' && { to: event.payload.to }),
      payload: event.payload,
      raw: event.raw,
      ...(event.occurredAt !== undefined && { occurredAt: event.occurredAt }),
      storedAt: now,
      ...(stored && { document: stored }),
      hashes: { ...contentHashes(event), ...(stored && { document: stored.sha256 }) },
      ...(event.progress && { progress: event.progress }),
      start: startOf(request),
      keepUntil: now + clock.scaled(context.keepDays * DAY_MS),
    });
    if (written && result.outcome !== 'stored')
      await keepOrDiscard(context, { key, result, stored, file: written.file });
    return result;
  } catch (error) {
    // The write may have reached the disk all the same: the sweep at the next start decides, not we.
    if (written && store.health.failure === undefined) await documents.remove(written.file).catch(() => undefined);
    throw error;
  }
}

/** A push with its image may meet a row that was listed without one: then the row gets it, else the loser's file goes. */
async function keepOrDiscard(
  { store, documents }: AcceptContext,
  loser: { key: string; result: AcceptResult; stored: StoredDocument | undefined; file: string },
): Promise<void> {
  if (loser.stored && loser.result.state === 'fetching') {
    const attached = await store.attach(loser.key, {
      document: loser.stored,
      hashes: { document: loser.stored.sha256 },
    });
    if (attached === 'attached') return;
  }
  await documents.remove(loser.file);
}

function startOf({ event, document, skipped }: AcceptRequest): 'new' | 'fetching' | 'skipped' {
  if (skipped) return 'skipped';
  return event.kind === 'fax.received' && !document ? 'fetching' : 'new';
}

function write(documents: DocumentFolder, { content, claim }: ArrivedDocument): Promise<ReceivedDocument> {
  return Buffer.isBuffer(content) ? documents.write(content, claim.type) : Promise.resolve(content);
}

export function describeDocument(
  written: ReceivedDocument,
  claim: DocumentClaim = {},
  { key, event }: { key: string; event: ProviderEvent },
): StoredDocument {
  return {
    file: written.file,
    type: written.type,
    filename: documentFilename(key, event.occurredAt, written.type),
    size: written.size,
    sha256: written.sha256,
    ...(isDamaged(written, claim) && { damaged: true }),
  };
}

/** A damaged fax is delivered with a warning, never refused (reference/fax.md section 1.5). */
function isDamaged(written: ReceivedDocument, { length, hash }: DocumentClaim): boolean {
  if (length !== undefined && length !== written.size) return true;
  if (hash === undefined || hash === '') return false;
  return hash.toLowerCase() !== written.md5 && hash !== Buffer.from(written.md5, 'hex').toString('base64');
}
