import { scopeBefore, type Scope } from '../domain/event-key';
import { createAcknowledger } from '../inbox/acknowledge';
import { HandledElsewhere } from '../inbox/handled-elsewhere';
import { createDocumentFetcher } from '../inbox/fetch-documents';
import { Offers } from '../inbox/offers';
import type { ProviderWorker } from '../work/provider-worker';
import { Outbox } from '../outbox/outbox';
import type { WriteDocument } from '../providers/provider';
import type { Standing } from '../work/standing';
import type { Backlog } from './backlog';
import { BacklogWatch } from './backlog-watch';
import type { ConnectionOptions } from './connection-options';
import { Ingest, type IngestOptions } from './ingest';
import { createLongPoll, type LongPoll } from './long-poll';

/** The parts of a connection that need its account, and so exist only once that is known. */
export interface Engine {
  scope: Scope;
  ingest: Ingest;
  offers: Offers;
  outbox: Outbox;
  acknowledger: ProviderWorker;
  fetcher: ProviderWorker;
  longPoll: LongPoll;
  elsewhere: HandledElsewhere;
  backlog: BacklogWatch;
  stop(): Promise<unknown>;
}

export interface EngineHandlers extends Pick<IngestOptions, 'onStored'> {
  onNews: () => void;
  onBlocked: () => void;
  onCount: (backlog: Backlog) => void;
}

export function createEngine(
  options: ConnectionOptions & { standing: Standing },
  scope: Scope,
  { onStored, onNews, onBlocked, onCount }: EngineHandlers,
): Engine {
  const { provider, documents, retention, meter } = options;
  const shared = { ...options, scope };
  const backlog = new BacklogWatch({ ...shared, onCount });
  const longPoll = createLongPoll({ ...shared, onNews });
  const acknowledger = createAcknowledger({
    ...shared,
    acknowledge: (item, signal) => provider.acknowledge(item, signal),
    onDone: () => longPoll.wake(),
  });
  const keepDocument: WriteDocument = async (arriving) => {
    const document = await documents.write(arriving);
    meter?.documentKept(document.size);
    return document;
  };
  const fetcher = createDocumentFetcher({
    ...shared,
    fetch: (id, signal) => provider.fetchDocument(id, keepDocument, signal),
    onFetched: () => offers.wake(),
  });
  const offers = new Offers({
    ...shared,
    ...(provider.enrich && { enrich: provider.enrich.bind(provider) }),
    onLostDocument: () => fetcher.wake(),
    onCompleted: () => acknowledger.wake(),
    onTurn: () => backlog.wake(),
  });
  const ingest = new Ingest({
    ...shared,
    connection: options.id,
    keepDays: retention.keepDays,
    takers: offers,
    onStored,
    onAttached: () => offers.wake(),
    onQuarantined: () => backlog.wake(),
    track: (event, source) => outbox.track(event, source),
  });
  const outbox: Outbox = new Outbox({
    ...shared,
    connection: options.id,
    adoptFrom: scopeBefore(provider.name, options.id),
    emit: (event, source) => ingest.takeForeign(event, source),
    onNews: () => {
      offers.wake();
      backlog.wake();
    },
    onBlocked,
  });
  const elsewhere = new HandledElsewhere(shared);
  const stop = () =>
    Promise.allSettled([
      ...[offers.pause(), outbox.stop(), acknowledger.stop(), fetcher.stop(), longPoll.stop()],
      backlog.stop(),
    ]);
  return { scope, ingest, offers, outbox, acknowledger, fetcher, longPoll, elsewhere, backlog, stop };
}
