import { compact } from '../domain/compact';
import { eventKey, keyForLog } from '../domain/event-key';
import { kindAndPayload, type Source } from '../domain/events';
import type { Meter } from '../domain/meter';
import { retainUntil } from '../domain/retention';
import type { IncomingEvent, KnownItem, Provider, AcceptResult } from '../providers/provider';
import type { RowState } from '../store/event-row';
import type { Holding } from '../store/sharing';
import type { ProviderWorker } from '../work/provider-worker';
import type { Standing } from '../work/standing';
import type { Worker } from '../work/worker';
import { accept, type AcceptContext, type Accepted } from './accept';
import { createAcknowledger } from './acknowledge';
import { closeByKey, type ClosedBy } from './close';
import { createDocumentFetcher } from './fetch-documents';
import { HandledElsewhere } from './handled-elsewhere';
import { observeEvent } from './observed-event';
import { Offers, type OffersOptions } from './offers';
import { quarantine } from './quarantine';
import { restingEnrich } from './resting-enrich';
import type { Ping } from '../providers/said-gone';
import type { SourceNode } from './source-nodes';

export interface InboxOptions extends Omit<OffersOptions, 'enrich' | 'onLostDocument' | 'onCompleted'> {
  provider: Pick<Provider, 'acknowledge' | 'fetchDocument' | 'enrich' | 'ping'>;
  standing: Standing;
  /** Only the holder fetches and acknowledges; every instance accepts, offers and closes. */
  holding: Pick<Holding, 'isHeld'>;
  random: () => number;
  /** Node id of the connection. */
  connection: string;
  /** Woken after each acknowledgement: it may run only while none of our events is unread at the provider. */
  longPoll: Pick<Worker, 'wake'>;
  meter?: Meter;
}

/** A provider's list may be a little old: acknowledgements younger than this may not show in it yet. */
const ACK_SETTLES_MS = 5 * 60_000;

/**
 * The events of one account: accepted durably, offered to the flow, closed when the flow says so, then acknowledged.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #accepting: AcceptContext;
  readonly #offers: Offers;
  readonly #fetcher: ProviderWorker;
  readonly #acknowledger: ProviderWorker;
  readonly #elsewhere: HandledElsewhere;

  constructor(options: InboxOptions) {
    const { provider, documents, meter } = options;
    const ping: Ping = (signal) => provider.ping(signal);
    this.#options = options;
    this.#acknowledger = createAcknowledger({
      ...options,
      acknowledge: (item, signal) => provider.acknowledge(item, signal),
      ping,
    });
    this.#fetcher = createDocumentFetcher({
      ...options,
      fetch: (id, signal) =>
        provider.fetchDocument(
          id,
          async (arriving) => {
            const document = await documents.write(arriving);
            meter?.documentKept(document.size);
            return document;
          },
          signal,
        ),
      ping,
      onFetched: () => this.#offers.wake(),
    });
    this.#offers = new Offers(
      compact({
        ...options,
        enrich: provider.enrich && restingEnrich(provider.enrich.bind(provider), options),
        onLostDocument: () => this.#fetcher.wake(),
        onCompleted: () => this.#acknowledger.wake(),
      }),
    );
    this.#accepting = { ...options, takers: this.#offers };
    this.#elsewhere = new HandledElsewhere(options);
  }

  /**
   * The event is durably stored once this resolves, so only then may the provider be answered. Rejects with
   * `StoreError`.
   */
  async accept(incoming: IncomingEvent, source: Source): Promise<AcceptResult> {
    const { clock, log, meter, observe, scope } = this.#options;
    const { event, document, skipped } = incoming;
    const began = clock.monotonic();
    const accepted = await accept(this.#accepting, incoming, source);
    const key = eventKey(scope, event.kind, event.keyId);
    if (accepted.conflict) log.warn(`event ${keyForLog(key)} came again with different content: the first is kept`);
    if (document) meter?.documentKept('size' in document.content ? document.content.size : document.content.length);
    if (accepted.outcome !== 'stored') return this.#metAgain(key, accepted, source);
    const acceptMs = clock.monotonic() - began;
    observeEvent(observe, skipped ? 'skipped' : 'received', { key, ...kindAndPayload(event) }, { source, acceptMs });
    this.#wakeFor(accepted.state);
    return 'stored';
  }

  /**
   * Is this item known? For providers whose list says too little to accept an event from it. The key of a known item
   * is kept for longer, because the provider still has the item.
   */
  async knows({ kind, keyId, isOpen }: KnownItem): Promise<boolean> {
    const { store, scope } = this.#options;
    const key = eventKey(scope, kind, keyId);
    if ((await store.get(key)) === undefined) return false;
    await this.#renew(key, isOpen);
    return true;
  }

  /** Closes waiting items that are missing from the provider's list of unread ones: see `HandledElsewhere.compare`. */
  async compare(unread: readonly string[], listedAt: number): Promise<void> {
    await this.#elsewhere.compare(unread, listedAt);
  }

  /** Keeps input that no codec understands. Rejects if the quarantine is full, so that the provider keeps it. */
  async quarantine(reason: string, body: Buffer, source: Source): Promise<void> {
    if (await quarantine(this.#options, { reason, body, source })) this.#options.backlog.wake();
  }

  /**
   * Closes an event for the flow or for a person; it is then acknowledged at the provider. Resolves with true if the
   * event was open. Rejects with `NoEventError`, `EventUnknownError` or `StoreError`.
   */
  async close(key: unknown, by: ClosedBy): Promise<boolean> {
    const outcome = await closeByKey(this.#options, key, by);
    if (outcome === undefined) return false;
    this.#offers.completed(String(key));
    this.#acknowledger.wake();
    return outcome === 'completed';
  }

  addSourceNode(node: SourceNode): void {
    this.#offers.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#offers.removeSourceNode(id);
  }

  /** Flows have started: offers begin. */
  start(afterCrash: boolean): void {
    this.#offers.resume(afterCrash);
  }

  /** Flows are stopping: nothing is offered until they have started again. */
  pause(): Promise<void> {
    return this.#offers.pause();
  }

  /** Another instance is the holder, or may be: requests under way are broken off, and left to it. */
  standBy(): void {
    this.#fetcher.interrupt();
    this.#acknowledger.interrupt();
    this.#elsewhere.standBy();
  }

  /** Ends every timer and request. Never rejects. */
  async stop(): Promise<void> {
    await Promise.allSettled([this.#offers.stop(), this.#acknowledger.stop(), this.#fetcher.stop()]);
  }

  /** To be called when the outbox has added events, or a person has changed some. */
  changed(): void {
    this.#offers.wake();
    this.#options.backlog.wake();
  }

  /** To be called when the store works again after a failure. */
  storeMended(): void {
    this.#offers.storeMended();
    this.wake();
  }

  /** There may be work that was not reported here: after a start, an outage of the store, or a poll. */
  wake(): void {
    this.#fetcher.wake();
    this.#acknowledger.wake();
    this.changed();
  }

  /** Number of offers of this process that no flow has closed yet. */
  get inFlow(): number {
    return this.#offers.open;
  }

  async #metAgain(key: string, { attached }: Accepted, source: Source): Promise<AcceptResult> {
    this.#options.meter?.repeated();
    if (attached) this.#offers.wake();
    if (source === 'poll') await this.#renew(key);
    return 'duplicate';
  }

  /**
   * The provider still lists it: its key must not be forgotten, and if it was acknowledged, that was lost and is
   * repeated.
   */
  #renew(key: string, isOpen = true): Promise<void> {
    const { store, clock, retention } = this.#options;
    const now = clock.now();
    const { keepUntil } = retainUntil(clock, retention);
    return store.renew(key, { keepUntil, ackedBefore: isOpen ? now - clock.scaled(ACK_SETTLES_MS) : 0, now });
  }

  #wakeFor(state: RowState): void {
    if (state === 'fetching') this.#fetcher.wake();
    else if (state === 'parked') this.#options.backlog.wake();
    else this.#offers.wake();
  }
}
