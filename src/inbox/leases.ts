import { MINUTE_MS } from '../domain/durations';
import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import { SUSPECT_AFTER } from '../store/blame';
import type { EventHead, OpenRow } from '../store/event-row';
import type { ReleaseRequest, Store } from '../store/store';
import type { DeadEvents } from './dead-events';
import type { InFlow } from './in-flow';
import type { Trial } from './trial';

export interface LeasesOptions {
  store: Store;
  clock: Clock;
  log: Log;
  scope: Scope;
  /** The name under which this Node-RED takes leases in the store. */
  owner: string;
  /** Length of the first lease; each one that runs out doubles the next. 0 = offered again only after a restart. */
  redeliverMinutes: number;
  maxAttempts: number;
  dead: Pick<DeadEvents, 'found'>;
  inFlow: InFlow;
  trial: Trial;
}

/** Another instance ends a lease that has run out only if its owner has not done so by then. */
const OTHERS_LATER_MS = 5_000;

/** How long a flow may take for an offer, and what happens to an event whose lease ends without its being closed. */
export class Leases {
  readonly #options: LeasesOptions;
  /** The leases of an earlier process have been ended. */
  #isRecovered = false;
  /** A release was not answered: it may have been made all the same. */
  #isInDoubt = false;
  /** No lease runs out before this; steady ms. */
  #dueAt = 0;
  /** No lease has begun since `#dueAt` was read. */
  #isDueKnown = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /**
   * When a lease that begins now will run out, in steady ms, if `expired` leases of the event already have; undefined:
   * never.
   */
  until(expired: number, now: number): number | undefined {
    const { redeliverMinutes, clock } = this.#options;
    if (redeliverMinutes === 0) return undefined;
    return now + clock.scaled(redeliverMinutes * MINUTE_MS * 2 ** expired);
  }

  /** To be called when leases have begun. */
  begun(): void {
    this.#isDueKnown = false;
  }

  /** Ends leases of offers that a stop, a crash or a deploy has cut short, so that the events are offered again. */
  async endCutShort(afterCrash: boolean): Promise<void> {
    const { owner, clock, inFlow } = this.#options;
    const all = !this.#isRecovered;
    const keys = inFlow.owed(clock.now());
    if (!all && keys.length === 0) return;
    await this.#release(all ? { owner, crashed: afterCrash } : { owner, crashed: false, keys });
    for (const key of keys) this.#forget(key);
    this.#isRecovered = true;
  }

  /** Ends the leases of an instance that is gone, as after a crash. */
  async endGone(instance: string): Promise<void> {
    await this.#release({ owner: instance, crashed: true });
  }

  /** This process ends in an orderly way: events in its flow are free for other instances at once. */
  async endOwn(): Promise<void> {
    const { owner, inFlow } = this.#options;
    const keys = [...inFlow.keys, ...inFlow.owed(Infinity)];
    if (this.#isRecovered && keys.length === 0) return;
    // If flows never started here, the leases of an earlier process are still there.
    await this.#release(this.#isRecovered ? { owner, crashed: false, keys } : { owner, crashed: false });
    for (const key of keys) this.#forget(key);
  }

  /** Ends leases that have run out: their events are due again, or dead. */
  async endExpired(): Promise<void> {
    const { store, scope, clock, maxAttempts } = this.#options;
    const now = clock.now();
    if (now < this.#dueAt) return;
    const mayEnd = (head: EventHead, until: number): boolean => this.#isOurs(head, now - until);
    const { redeliver, dead } = await store.expire(
      scope,
      now,
      maxAttempts,
      store.sharing.isShared ? mayEnd : undefined,
    );
    for (const key of redeliver) this.#forget(key);
    this.#found(dead);
  }

  /**
   * When the next event comes due, in steady ms; Infinity if none does. While the flow is full the last answer is
   * reused, because nothing that came due could be offered.
   */
  async nextDue(isFull: boolean): Promise<number> {
    const { store, scope, clock } = this.#options;
    if (!isFull || !this.#isDueKnown || clock.now() >= this.#dueAt) {
      this.#dueAt = (await store.nextDue(scope, 'offers')) ?? Infinity;
      this.#isDueKnown = true;
    }
    return this.#dueAt;
  }

  #isOurs(head: EventHead, overdueMs: number): boolean {
    const { owner, clock } = this.#options;
    return (head.owner ?? owner) === owner || overdueMs >= clock.scaled(OTHERS_LATER_MS);
  }

  async #release(asked: Pick<ReleaseRequest, 'owner' | 'crashed' | 'keys'>): Promise<void> {
    const { store, scope, clock, log } = this.#options;
    const mayBeReleased = store.sharing.isShared || this.#isInDoubt;
    const request = { ...asked, scope, now: clock.now(), suspectAfter: SUSPECT_AFTER, mayBeReleased };
    this.#isInDoubt = true;
    const { dead, suspects } = await store.release(request);
    this.#isInDoubt = false;
    this.#found(dead);
    if (suspects > 0 && asked.crashed) {
      log.warn(
        `${suspects} event(s) were in the flow in ${SUSPECT_AFTER} crashes in a row: they are offered group by group, to find the one that crashes Node-RED`,
      );
    }
  }

  /** They are no longer in the flow. */
  #found(dead: readonly OpenRow[]): void {
    for (const { key } of dead) this.#forget(key);
    this.#options.dead.found(dead);
  }

  #forget(key: string): void {
    this.#options.trial.forget(key);
    this.#options.inFlow.remove(key);
  }
}
