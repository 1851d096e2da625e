import type { Clock } from '../domain/clock';
import type { DocumentClaim, ReceivedDocument } from '../domain/document';
import { ItemGoneError, RateLimitedError, StoreError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { ProviderEvent } from '../domain/events';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { EventHead, Store } from '../store/store';
import { describeDocument } from './accept';
import { retryDelayMs } from './retry-delay';
import { createWorker, type Worker } from './worker';

export interface FetchOptions {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  random: () => number;
  log: Log;
  scope: Scope;
  fetch: (providerId: string, signal: AbortSignal) => Promise<Fetched>;
  /** An event got its document and can be offered. */
  onFetched: () => void;
}

export interface Fetched {
  event: ProviderEvent;
  document: ReceivedDocument | undefined;
  claim: DocumentClaim;
}

/**
 * So often the provider may say that it has no such document before the event goes to the flow without one.
 * Spread over about half an hour: etherFAX hides an item for five minutes while another consumer has it.
 */
const MAX_GONE = 12;

/** Fetches the documents of events that were listed or pushed without one: one at a time, in accept order. */
export function createDocumentFetcher(options: FetchOptions): Worker {
  const { store, scope, clock } = options;
  return createWorker({
    clock,
    step: async (signal) => {
      const [head] = await store.fetches(scope, clock.now(), 1);
      if (head) {
        await fetchOne(options, head, signal);
        return 0;
      }
      const next = await store.nextDue(scope, 'fetches');
      return next === undefined ? undefined : Math.max(next - clock.now(), 0) + 1;
    },
    onError: () => 5_000,
  });
}

async function fetchOne(options: FetchOptions, head: EventHead, signal: AbortSignal): Promise<void> {
  const { store, documents } = options;
  let found: Fetched;
  try {
    found = await options.fetch(head.providerId, signal);
  } catch (error) {
    if (signal.aborted || error instanceof StoreError) throw error;
    return planAgain(options, head, error);
  }
  if (!found.document) return planAgain(options, head, new ItemGoneError('the item came without its document'));
  const document = describeDocument(found.document, found.claim, { key: head.key, event: found.event });
  const result = await store.attach(head.key, {
    document,
    payload: found.event.payload,
    raw: found.event.raw,
    hashes: { document: document.sha256 },
  });
  if (result !== 'attached') await documents.remove(document.file);
  options.onFetched();
}

async function planAgain(options: FetchOptions, head: EventHead, error: unknown): Promise<void> {
  const { store, clock, log, random } = options;
  const delay = error instanceof RateLimitedError ? error.retryAfterMs : retryDelayMs(head.fetchFailures, random);
  const failures = await store.fetchFailed(head.key, clock.now() + clock.scaled(delay));
  if (failures === 1)
    log.warn(`the document of event ${keyForLog(head.key)} could not be fetched yet: it is tried again`);
  if (!(error instanceof ItemGoneError) || failures < MAX_GONE) return;
  await store.attach(head.key, { missing: 'the provider no longer has the document' });
  options.onFetched();
}
