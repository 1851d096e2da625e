import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import { contentHashes } from '../domain/content-hash';
import type { StatedDocument, ReceivedDocument, StoredDocument } from '../domain/document';
import { eventKey, type Scope } from '../domain/event-key';
import type { EventKind, EventOf, ProviderEvent, Source } from '../domain/events';
import type { DocumentFolder } from '../documents/document-folder';
import { documentType, extensionOf, UNRECOGNIZED } from '../documents/document-type';
import type { IncomingEvent } from '../providers/provider';
import type { NewEvent } from '../store/event-row';
import type { AcceptResult, Attachment, Store } from '../store/store';
import type { Takers } from './source-nodes';
import type { WhatIsWanted } from './wants';
import { DAY_MS } from '../domain/durations';
import type { Retention } from '../domain/retention';

export interface AcceptContext {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  scope: Scope;
  /** Node id of the accepting connection. */
  connection: string;
  retention: Pick<Retention, 'keepDays'>;
  /** Absent: whether a node wants the event is decided when it is offered. */
  takers?: Takers;
}

/** `attached`: the key was known, and its row has taken from this copy the document that it lacked. */
export type Accepted = AcceptResult & { attached: boolean };

/**
 * Stores an event durably, its document first: a file without a row is swept at a later start, but a row without its
 * file would be a lost fax. Rejects with `StoreError`; then the provider must not be told that we have the event.
 */
export async function accept(context: AcceptContext, incoming: IncomingEvent, source: Source): Promise<Accepted> {
  const { event } = incoming;
  const { store, documents, scope, takers } = context;
  const key = eventKey(scope, event.kind, event.keyId);
  const written = incoming.document && (await write(documents, incoming.document));
  const document = written && describeDocument(written, incoming.document?.stated, { key, event });
  const wanted = whatIsWanted(event);
  const start = startOf(incoming, takers?.isWanted(wanted) ?? true);
  const arrived = newEvent(context, { event, source }, { key, wanted, document, start, hashes: contentHashes(event) });
  try {
    const result = await store.accept(arrived);
    // A node that wants it may have been deployed meanwhile.
    if (result.state === 'parked' && takers?.isWanted(wanted)) takers.lookThroughParked();
    if (document === undefined || result.outcome === 'stored') return accepted(result, false);
    const copy = arrived.kind === 'fax.received' ? arrived : undefined;
    const found: Found = compact({ document, hashes: { document: document.sha256 }, copy });
    return accepted(result, await keepOrDiscard(context, { key, result, found }));
  } catch (error) {
    // If the store itself fails, its row may have reached the disk all the same: the file stays for the sweep at the
    // next start.
    if (written && store.health.failure === undefined) await documents.remove(written.file).catch(() => undefined);
    throw error;
  }
}

function accepted({ outcome, state, conflict }: AcceptResult, attached: boolean): Accepted {
  return { outcome, state, conflict, attached };
}

/** Every event passes here, and objects made by spreading are slow to make and to read: so field by field. */
function newEvent<K extends EventKind>(
  { clock, scope, connection, retention }: AcceptContext,
  { event, source }: { event: EventOf<K>; source: Source },
  found: Pick<NewEvent, 'key' | 'start' | 'hashes'> & { wanted: WhatIsWanted; document: StoredDocument | undefined },
): NewEvent<K> {
  const { key, wanted, document, start, hashes } = found;
  const now = clock.now();
  const arrived: NewEvent<K> = {
    key,
    scope,
    kind: event.kind,
    connection,
    source,
    providerId: event.providerId,
    payload: event.payload,
    raw: event.raw,
    hashes,
    storedAt: clock.wall(),
    now,
    start,
    keepUntil: now + clock.scaled(retention.keepDays * DAY_MS),
  };
  if (wanted.to !== undefined) arrived.to = wanted.to;
  if (event.occurredAt !== undefined) arrived.occurredAt = event.occurredAt;
  if (event.progress !== undefined) arrived.progress = event.progress;
  if (document !== undefined) {
    arrived.document = document;
    arrived.hashes.document = document.sha256;
  }
  return arrived;
}

type Found = Attachment & { document: StoredDocument };

/**
 * A push with its image may find a row that was accepted without one. The row then takes the image and everything else
 * that it lacks, because nothing will be fetched for it any more. Otherwise the later copy's file is deleted.
 */
async function keepOrDiscard(
  { store, documents }: AcceptContext,
  { key, result, found }: { key: string; result: AcceptResult; found: Found },
): Promise<boolean> {
  if (result.state !== 'completed' && (await store.attach(key, found)) === 'attached') return true;
  // A file that cannot be removed now is swept at a later start: the event is known all the same.
  await documents.remove(found.document.file).catch(() => undefined);
  return false;
}

function startOf({ event, document, skipped }: IncomingEvent, isWanted: boolean): NewEvent['start'] {
  if (skipped) return 'skipped';
  if (event.kind === 'fax.received' && !document) return 'fetching';
  return isWanted ? 'new' : 'parked';
}

function whatIsWanted({ kind, payload }: ProviderEvent): WhatIsWanted {
  const wanted: WhatIsWanted = { kind };
  if ('to' in payload && typeof payload.to === 'string') wanted.to = payload.to;
  return wanted;
}

function write(
  documents: DocumentFolder,
  { content, stated }: NonNullable<IncomingEvent['document']>,
): Promise<ReceivedDocument> {
  return Buffer.isBuffer(content) ? documents.write(content, stated.type) : Promise.resolve(content);
}

export function describeDocument(
  written: ReceivedDocument,
  stated: StatedDocument = {},
  { key, event }: { key: string; event: ProviderEvent },
): StoredDocument {
  // A stream is written before its stated type is known, and some types cannot be recognized from their first bytes.
  const type = written.type === UNRECOGNIZED.type ? documentType(Buffer.alloc(0), stated.type).type : written.type;
  return compact({
    file: written.file,
    type,
    filename: documentFilename(key, event.occurredAt, type),
    size: written.size,
    sha256: written.sha256,
    damaged: isDamaged(written, stated) || undefined,
  });
}

/** A damaged fax is delivered with a warning, never refused (docs/faxes.md#documents). */
function isDamaged(written: ReceivedDocument, { length, hash }: StatedDocument): boolean {
  if (length !== undefined && length !== written.size) return true;
  if (hash === undefined || hash === '') return false;
  return hash.toLowerCase() !== written.md5 && hash !== Buffer.from(written.md5, 'hex').toString('base64');
}

/**
 * `fax-<date>-<time>-<hash of the key>.<ext>`, in UTC. It is generated, so that nothing a sender chose reaches a file
 * system, and the same on every offer, so that a flow that writes a fax twice overwrites the file instead of making a
 * second one.
 */
export function documentFilename(key: string, occurredAt: string | undefined, type: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const time = occurredAt?.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `fax-${time === undefined ? '' : `${time}-`}${hash}${extensionOf(type)}`;
}
