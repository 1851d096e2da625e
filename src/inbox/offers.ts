import type { Clock } from '../domain/clock';
import { DeadEventError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import { staysOpen } from '../domain/events';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { ClaimDecision, CompletedAs, EventHead, EventRow, Store } from '../store/store';
import { InFlow } from './in-flow';
import { loadContent, offerOf } from './offer-content';
import type { Receiver } from './receiver';
import { retainUntil, type Retention } from './retention';
import { createWorker, type Worker } from './worker';

export interface OffersOptions {
  store: Store;
  documents: DocumentFolder;
  clock: Clock;
  log: Log;
  scope: Scope;
  /** This Node-RED's instance id: who holds the leases. */
  owner: string;
  /** Length of the first lease; each that runs out doubles the next. 0 = offered again only after a restart. */
  redeliverMinutes: number;
  maxAttempts: number;
  retention: Retention;
  /** A document file is lost: it has been put back to be fetched. */
  onLostDocument: () => void;
  /** Something closed: the provider may have to be told. */
  onCompleted: () => void;
}

/** CONTRACT section 4: at most so many a turn, of which every tenth is a redelivery. */
const TURN = 64;
const REDELIVERIES_A_TURN = 6;
const MINUTE_MS = 60_000;

/** After so many crashes with the same event open, it waits out its lease and goes alone. */
const SUSPECT_AFTER = 3;
/** A flow that crashes on an event does so soon; for so long nothing else is offered beside a suspect. */
const ALONE_MS = 60_000;

/** Hands stored events to the flow's nodes, under a lease, at a set pace. Runs only between `resume` and `pause`. */
export class Offers {
  readonly #options: OffersOptions;
  readonly #receivers = new Map<string, Receiver>();
  readonly #inFlow = new InFlow();
  /** Offers whose receiver went away while they were open. */
  readonly #cutShort = new Set<string>();
  readonly #handedOver = new Set<Promise<void>>();
  #worker: Worker | undefined;
  #recovered = false;
  #receiversChanged = true;
  #alone: { key: string; until: number } | undefined;

  constructor(options: OffersOptions) {
    this.#options = options;
  }

  addReceiver(receiver: Receiver): void {
    this.#receivers.set(receiver.id, receiver);
    this.#receiversChanged = true;
    this.wake();
  }

  removeReceiver(id: string): void {
    this.#receivers.delete(id);
    this.#receiversChanged = true;
    for (const key of this.#inFlow.of(id)) this.#cutShort.add(key);
  }

  /** Flows have started: offers that a stop, a crash or a deploy cut short are made again, then new ones. */
  resume(afterCrash: boolean): void {
    if (this.#worker) return;
    this.#receiversChanged = true;
    const { clock } = this.#options;
    this.#worker = createWorker({
      clock,
      step: (signal) => this.#step(afterCrash, signal),
      // The store tells its health to the connection, which wakes us; this is the net below.
      onError: () => 5_000,
    });
    this.#worker.wake();
  }

  /** Flows are stopping: what is sent to a stopped node would be dropped without a trace. */
  async pause(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.stop();
    await Promise.allSettled(this.#handedOver);
  }

  wake(): void {
    this.#worker?.wake();
  }

  /** `mark-received` or the admin API closed this event: there is room for another. */
  completed(key: string): void {
    this.#cutShort.delete(key);
    if (this.#alone?.key === key) this.#alone = undefined;
    if (this.#inFlow.remove(key)) this.wake();
  }

  get open(): number {
    return this.#inFlow.size;
  }

  async #step(afterCrash: boolean, signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock } = this.#options;
    await this.#recover(afterCrash);
    await this.#expire();
    if (this.#receiversChanged) {
      this.#receiversChanged = false;
      await store.unpark(scope, (head) => this.#matching(head).length > 0);
    }
    const moved = await this.#turn(signal);
    if (moved > 0) return 0;
    const due = await store.nextDue(scope, 'offers');
    const aloneUntil = this.#alone?.until;
    const next = Math.min(due ?? Infinity, aloneUntil ?? Infinity);
    // Due already but not taken: the flow is full, and completing an event wakes us.
    return next === Infinity ? undefined : Math.max(next - clock.now(), 1_000);
  }

  async #recover(afterCrash: boolean): Promise<void> {
    const { store, scope, owner, clock, log } = this.#options;
    const all = !this.#recovered;
    if (!all && this.#cutShort.size === 0) return;
    const result = await store.release({
      scope,
      owner,
      now: clock.now(),
      ...(!all && { keys: [...this.#cutShort] }),
      crashed: all && afterCrash,
      suspectAfter: SUSPECT_AFTER,
    });
    for (const key of this.#cutShort) this.#inFlow.remove(key);
    this.#cutShort.clear();
    this.#recovered = true;
    if (result.suspects > 0) {
      log.warn(`${result.suspects} event(s) were open in ${SUSPECT_AFTER} crashes in a row: each waits and goes alone`);
    }
  }

  async #expire(): Promise<void> {
    const { store, scope, clock, maxAttempts } = this.#options;
    const { redeliver, dead } = await store.expire(scope, clock.now(), maxAttempts);
    for (const key of redeliver) this.#inFlow.remove(key);
    for (const row of dead) this.#reportDead(row);
  }

  #reportDead(row: EventRow): void {
    this.#inFlow.remove(row.key);
    const error = new DeadEventError(
      `event ${keyForLog(row.key)} was offered ${row.attempt} times and never marked received: offer or close it in the connection's dialog`,
    );
    this.#options.log.warn(error.message);
    const receiver = this.#matching(row)[0];
    if (receiver) this.#guarded(() => receiver.reportDead(offerOf(row, undefined), error));
  }

  /** Offers or parks one turn's events; returns how many. */
  async #turn(signal: AbortSignal): Promise<number> {
    if (this.#receivers.size === 0 || this.#isAloneHeld()) return 0;
    const fresh = await this.#claim('new', TURN - REDELIVERIES_A_TURN);
    const again = await this.#claim('redeliver', TURN - fresh.rows.length);
    for (const row of interleave(fresh.rows, again.rows)) await this.#offer(row, signal);
    return fresh.moved + again.moved;
  }

  #isAloneHeld(): boolean {
    return this.#alone !== undefined && this.#alone.until > this.#options.clock.now();
  }

  async #claim(queue: 'new' | 'redeliver', limit: number): Promise<{ rows: EventRow[]; moved: number }> {
    const { store, scope, owner, clock } = this.#options;
    const now = clock.now();
    const reserved: string[] = [];
    let parked = 0;
    const decide = (head: EventHead): ClaimDecision => {
      const decision = this.#decide(head, reserved.length, now);
      if (decision === 'park') parked += 1;
      if (typeof decision === 'object') reserved.push(head.key);
      return decision;
    };
    try {
      const rows = await store.claim({ scope, queue, owner, now, limit, decide });
      return { rows, moved: rows.length + parked };
    } catch (error) {
      for (const key of reserved) this.completed(key);
      throw error;
    }
  }

  #decide(head: EventHead, taken: number, now: number): ClaimDecision {
    if (this.#isAloneHeld()) return 'leave';
    const receivers = this.#matching(head);
    if (receivers.length === 0 && staysOpen(head.kind)) return 'park';
    const bytes = bytesInFlow(head, receivers);
    if (!this.#inFlow.hasRoomFor(bytes) || (head.alone && taken > 0)) return 'leave';
    if (head.alone) this.#alone = { key: head.key, until: now + this.#options.clock.scaled(ALONE_MS) };
    const ids = receivers.map(({ id }) => id);
    this.#inFlow.add(head.key, bytes, ids);
    return { offer: { leaseUntil: this.#leaseUntil(head.expired, now) } };
  }

  #leaseUntil(expired: number, now: number): number | undefined {
    const { redeliverMinutes, clock } = this.#options;
    if (redeliverMinutes === 0) return undefined;
    return now + clock.scaled(redeliverMinutes * MINUTE_MS * 2 ** expired);
  }

  async #offer(row: EventRow, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      this.#giveBack(row.key);
      return;
    }
    const receivers = this.#matching(row);
    for (const receiver of receivers) {
      const content = await loadContent(row, receiver.document, this.#options.documents);
      if (content === 'lost') return this.#refetch(row);
      if (!this.#receivers.has(receiver.id)) {
        this.#giveBack(row.key);
        return;
      }
      this.#guarded(() => receiver.deliver(offerOf(row, content.document)));
    }
    const closes = !staysOpen(row.kind) || (receivers.length > 0 && receivers.every(({ mode }) => mode === 'auto'));
    if (closes) this.#completeNextTurn(row, receivers.length > 0);
  }

  /** Claimed, but the flow stopped before it was sent: made again when flows have started. */
  #giveBack(key: string): void {
    this.#cutShort.add(key);
  }

  async #refetch(row: EventRow): Promise<void> {
    this.#options.log.warn(`the document of event ${keyForLog(row.key)} is missing on disk: it is fetched again`);
    this.#inFlow.remove(row.key);
    await this.#options.store.refetch(row.key, this.#options.clock.now());
    this.#options.onLostDocument();
  }

  /** On the next turn, so that a crash while the flow takes the message still finds the event open. */
  #completeNextTurn(row: EventRow, handedOver: boolean): void {
    const { clock, store, retention, onCompleted, log } = this.#options;
    const received = staysOpen(row.kind);
    const as: CompletedAs = received ? 'auto' : handedOver ? 'handed-over' : 'unwanted';
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() =>
        store.complete({
          key: row.key,
          as,
          ...(received && { acknowledge: 'keep' as const }),
          now: clock.now(),
          ...retainUntil(clock, retention),
        }),
      )
      .then(() => {
        this.completed(row.key);
        onCompleted();
      })
      .catch(() => log.warn(`event ${keyForLog(row.key)} could not be closed: it will be offered again`));
    this.#handedOver.add(work);
    void work.finally(() => this.#handedOver.delete(work));
  }

  #matching(head: EventHead): Receiver[] {
    return [...this.#receivers.values()].filter((receiver) => receiver.wants(head));
  }

  /** A node that throws must not take the others' events, or Node-RED, with it. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch {
      this.#options.log.error('a node failed while it took an event: the event stays open and will be offered again');
    }
  }
}

function bytesInFlow(head: EventHead, receivers: Receiver[]): number {
  return head.size * receivers.filter(({ document }) => document === 'data').length;
}

/** Nine new ones, then one that is offered again. */
function interleave(fresh: EventRow[], again: EventRow[]): EventRow[] {
  const rows: EventRow[] = [];
  const waiting = [...again];
  fresh.forEach((row, index) => {
    rows.push(row);
    const next = index % 9 === 8 ? waiting.shift() : undefined;
    if (next) rows.push(next);
  });
  return [...rows, ...waiting];
}
