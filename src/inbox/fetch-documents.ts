import { fromNow } from '../domain/clock';
import type { StatedDocument, ReceivedDocument } from '../domain/document';
import { ItemGoneError, StoreError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { EventOf } from '../domain/events';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { EventHead } from '../store/event-row';
import { accept, describeDocument } from './accept';
import { closeEvent, type Closer } from './close';
import { meaningOf, type Ping } from '../providers/said-gone';
import type { Holding } from '../store/sharing';
import type { Standing } from '../work/standing';
import { createProviderWorker, type ProviderWorker } from '../work/provider-worker';
import { retryDelayMs } from '../work/backoff';

export interface FetchOptions extends Closer {
  documents: DocumentFolder;
  standing: Standing;
  holding: Pick<Holding, 'isHeld'>;
  random: () => number;
  log: Log;
  scope: Scope;
  fetch: (providerId: string, signal: AbortSignal) => Promise<Fetched>;
  ping: Ping;
  /** An event got its document and can be offered. */
  onFetched: () => void;
}

export interface Fetched {
  event: EventOf<'fax.received'> | EventOf<'fax.status'>;
  document: ReceivedDocument | undefined;
  stated: StatedDocument;
  damaged?: boolean;
}

/**
 * How often in a row the provider may say that it has no such document, before the event goes to the flow without one.
 * With the pauses between them that takes 13 to 27 minutes: etherFAX hides an item for five minutes while another has
 * it.
 */
const MAX_GONE = 12;

/** Fetches the documents of events that were accepted without one: one at a time, in accept order. */
export function createDocumentFetcher(options: FetchOptions): ProviderWorker {
  const { store, scope, clock, standing, holding } = options;
  return createProviderWorker({
    clock,
    standing,
    holding,
    due: () => store.fetches(scope, clock.now(), 1),
    nextDue: () => store.nextDue(scope, 'fetches'),
    handle: (head, signal) => fetchOne(options, head, signal),
  });
}

async function fetchOne(options: FetchOptions, head: EventHead, signal: AbortSignal): Promise<unknown> {
  const { store, documents } = options;
  let found: Fetched;
  try {
    found = await options.fetch(head.providerId, signal);
  } catch (error) {
    const failure = await meaningOf(error, options.ping, signal);
    if (signal.aborted || failure instanceof StoreError) throw failure;
    await planAgain(options, head, failure);
    return failure;
  }
  if (found.event.kind === 'fax.status') {
    await endWithoutPage(options, head, found.event);
    return undefined;
  }
  if (!found.document) {
    await planAgain(options, head, new ItemGoneError('the item came without its document'));
    return undefined;
  }
  const described = describeDocument(found.document, found.stated, { key: head.key, event: found.event });
  const document = found.damaged ? { ...described, damaged: true } : described;
  const { payload, raw } = found.event;
  const result = await store.attach(head.key, { document, payload, raw, hashes: { document: document.sha256 } });
  if (result !== 'attached') await documents.remove(document.file);
  options.onFetched();
  return undefined;
}

/**
 * The provider says that this call brought no page: that is a status, and there is no fax to wait for. If the flow has
 * already received it as a fax, it stays a fax, without a document.
 */
async function endWithoutPage(
  options: FetchOptions,
  { key, kind }: EventHead,
  event: EventOf<'fax.status'>,
): Promise<void> {
  const { store, onFetched } = options;
  const row = await store.get(key);
  if (row?.attempt === 0) {
    await accept({ ...options, connection: row.connection }, { event }, row.source);
    await closeEvent(options, { key, kind }, { as: 'handed-over', from: ['fetching'], acknowledge: 'keep' });
  } else {
    await store.attach(key, { missing: 'the call brought no page' });
  }
  onFetched();
}

async function planAgain(options: FetchOptions, head: EventHead, error: unknown): Promise<void> {
  const { store, clock, log, random } = options;
  const nextAt = fromNow(clock, retryDelayMs(head.fetchFailures, random));
  const isGone = error instanceof ItemGoneError;
  const { failures, goneInARow } = await store.fetchFailed(head.key, { nextAt, isGone });
  if (failures === 1) log.warn(`the document of event ${keyForLog(head.key)} could not be fetched yet: trying again`);
  if (goneInARow < MAX_GONE) return;
  await store.attach(head.key, { missing: 'the provider no longer has the document' });
  options.onFetched();
}
