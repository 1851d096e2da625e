import type { Clock } from '../domain/clock';
import { keyForLog, eventKey, type Scope } from '../domain/event-key';
import { toldBy, type ProviderEvent, type Source } from '../domain/events';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import { accept, type AcceptContext } from '../inbox/accept';
import { observeEvent } from '../inbox/observed-event';
import { retainUntil, type Retention } from '../domain/retention';
import { asTold, type Tracked } from '../outbox/track';
import type { IncomingEvent, KnownItem, AcceptResult } from '../providers/provider';
import type { RowState } from '../store/event-row';
import type { NewQuarantineItem } from '../store/store';
import type { Meter } from './meter';
import { QuarantineFullError, StoreError } from '../domain/errors';
import { createHash } from 'node:crypto';

export interface IngestOptions extends AcceptContext {
  log: Log;
  retention: Retention;
  meter?: Meter;
  /** Something new is in the inbox. */
  onStored: (key: string, source: Source, state: RowState) => void;
  /** An event that was known already got its document and can be offered. */
  onAttached: () => void;
  /** Something that is not understood is in the quarantine. */
  onQuarantined: () => void;
  observe?: Observe;
  /** Is this the status of a job of ours? Then the outbox has taken it, durably. */
  track: (event: ProviderEvent, source: Source) => Promise<Tracked>;
}

/** The provider answers a list from a moment ago: an acknowledgement younger than this may not show in it yet. */
const ACK_SETTLES_MS = 5 * 60_000;

/** What cannot be stored is not answered for. Throws `StoreError`. */
export function knownIngest(ingest: Ingest | undefined): Ingest {
  if (!ingest) throw new StoreError('the account is not known yet: nothing can be stored under it');
  return ingest;
}

/** The one door through which every transport's events enter the inbox. Rejects with `StoreError`. */
export class Ingest {
  constructor(private readonly options: IngestOptions) {}

  async take(incoming: IncomingEvent, source: Source): Promise<AcceptResult> {
    const tracked = await this.options.track(incoming.event, source);
    if (tracked === 'own' || tracked === 'early') return 'stored';
    return this.#accept({ ...incoming, event: asTold(incoming.event, tracked) }, source);
  }

  /** A status that may have been one of our own jobs', and is none. */
  async takeForeign(event: ProviderEvent, source: Source): Promise<void> {
    await this.#accept({ event }, source);
  }

  async #accept(incoming: IncomingEvent, source: Source): Promise<AcceptResult> {
    const { log, scope, clock, observe, onStored, onAttached } = this.options;
    const { event, document, skipped } = incoming;
    const key = eventKey(scope, event.kind, event.keyId);
    const began = clock.monotonic();
    const result = await accept(this.options, {
      event,
      source,
      ...(document && { document }),
      ...(skipped && { skipped }),
    });
    if (result.conflict) log.warn(`event ${keyForLog(key)} came again with other content: the first is kept`);
    if (document) this.options.meter?.documentKept(sizeOf(document));
    if (result.outcome === 'stored') {
      const acceptMs = clock.monotonic() - began;
      observeEvent(observe, skipped ? 'skipped' : 'received', { key, ...toldBy(event) }, { source, acceptMs });
      onStored(key, source, result.state);
      return 'stored';
    }
    this.options.meter?.repeated();
    if (result.attached) onAttached();
    if (source === 'poll') await this.#renew(key);
    return 'duplicate';
  }

  /** For a provider whose list says too little to `take` from: is it in the inbox? Its key is then renewed, too. */
  async knows({ kind, keyId, isOpen }: KnownItem): Promise<boolean> {
    const { store, scope } = this.options;
    const key = eventKey(scope, kind, keyId);
    if ((await store.get(key)) === undefined) return false;
    await this.#renew(key, isOpen);
    return true;
  }

  /** Keeps what no codec understands. Rejects where the quarantine is full, so that the sender keeps it. */
  async quarantine(reason: string, body: Buffer, source: Source): Promise<void> {
    const { store, scope, clock, log, observe } = this.options;
    const item = quarantineItem({ scope, clock, reason, body, source, keepDays: this.options.keepDays });
    const result = await store.quarantine(item);
    if (result === 'full') throw new QuarantineFullError("the quarantine is full: empty it in the connection's dialog");
    // What keeps coming is counted; whoever knows the path must not be able to flood the log with it.
    if (result !== 'kept') return;
    log.warn(
      `input ${item.id.slice(0, 12)} of ${body.length} bytes could not be understood (${reason}): it is kept in the quarantine`,
    );
    observe?.({ what: 'quarantined', direction: 'in', item: { type: 'quarantined', id: item.id }, source, reason });
    this.options.onQuarantined();
  }

  /** The provider still lists it, so its key must not be forgotten, and a lost acknowledgement is made again. */
  #renew(key: string, isOpen = true): Promise<void> {
    const { store, clock, retention } = this.options;
    const now = clock.now();
    const { keepUntil } = retainUntil(clock, retention);
    return store.renew(key, { keepUntil, ackedBefore: isOpen ? now - clock.scaled(ACK_SETTLES_MS) : 0, now });
  }
}

function sizeOf({ content }: NonNullable<IncomingEvent['document']>): number {
  return Buffer.isBuffer(content) ? content.length : content.size;
}

function quarantineItem(input: {
  scope: Scope;
  clock: Clock;
  reason: string;
  body: Buffer;
  source: Source;
  keepDays: number;
}): NewQuarantineItem {
  const { scope, clock, reason, body, source, keepDays } = input;
  const { keepUntil } = retainUntil(clock, { keepDays, documentDays: 0 });
  const id = createHash('sha256').update(body).digest('hex');
  return { scope, id, source, reason, body, storedAt: clock.wall(), keepUntil };
}
