import { MINUTE_MS } from '../domain/durations';
import type { Clock } from '../domain/clock';
import { DeadEventError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import { SUSPECT_AFTER } from '../store/blame';
import type { EventHead, OpenRow } from '../store/event-row';
import type { ReleaseRequest, Store } from '../store/store';
import type { InFlow } from './in-flow';
import { observeEvent } from './observed-event';
import { knownContent, offerOf } from './offer-content';
import type { OtherInstances } from './other-instances';
import type { SourceNodes } from './source-nodes';
import type { Trial } from './trial';

export interface LeasesOptions {
  store: Store;
  clock: Clock;
  log: Log;
  scope: Scope;
  /** This Node-RED's instance id: who holds the leases. */
  owner: string;
  /** Length of the first lease; each that runs out doubles the next. 0 = offered again only after a restart. */
  redeliverMinutes: number;
  maxAttempts: number;
  nodes: SourceNodes;
  others: Pick<OtherInstances, 'want'>;
  inFlow: InFlow;
  trial: Trial;
  observe?: Observe;
}

/** A lease is ended by the instance that gave it, which has its node, and by others only where that one does not. */
const OTHERS_LATER_MS = 5_000;

/** How long a flow may take with an offer, and what becomes of an event whose time is over. */
export class Leases {
  readonly #options: LeasesOptions;
  /** Those of an earlier process have been ended. */
  #isRecovered = false;
  /** Before this no lease runs out. */
  #dueAt = 0;
  /** No lease has begun since `#dueAt` was found. */
  #isDueKnown = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** When a lease that begins now runs out, after `expired` that did; undefined: never. */
  until(expired: number, now: number): number | undefined {
    const { redeliverMinutes, clock } = this.#options;
    if (redeliverMinutes === 0) return undefined;
    return now + clock.scaled(redeliverMinutes * MINUTE_MS * 2 ** expired);
  }

  /** Some have begun. */
  begun(): void {
    this.#isDueKnown = false;
  }

  /** Ends what a stop, a crash or a deploy cut short, so that it is offered again. */
  async endCutShort(afterCrash: boolean): Promise<void> {
    const { owner, clock, inFlow } = this.#options;
    const all = !this.#isRecovered;
    const keys = inFlow.owed(clock.now());
    if (!all && keys.length === 0) return;
    await this.#release(all ? { owner, crashed: afterCrash } : { owner, crashed: false, keys });
    for (const key of keys) this.#forget(key);
    this.#isRecovered = true;
  }

  /** The same of what an instance had that is gone. */
  async endGone(instance: string): Promise<void> {
    await this.#release({ owner: instance, crashed: true });
  }

  /** This process leaves in order: what its flow has is free for other instances at once. */
  async endOwn(): Promise<void> {
    const { owner, inFlow } = this.#options;
    const keys = [...inFlow.keys, ...inFlow.owed(Infinity)];
    if (this.#isRecovered && keys.length === 0) return;
    // Nothing of an earlier process was ended, where flows never started.
    await this.#release(this.#isRecovered ? { owner, crashed: false, keys } : { owner, crashed: false });
    for (const key of keys) this.#forget(key);
  }

  /** Ends what has run out: due again, or dead. */
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
    for (const row of dead) this.#reportDead(row);
  }

  /** When something falls due. What does so while the flow is full could not go into it, and is not asked for again. */
  async nextDue(isFull: boolean): Promise<number> {
    const { store, scope, clock } = this.#options;
    if (!isFull || !this.#isDueKnown || clock.now() >= this.#dueAt) {
      this.#dueAt = (await store.nextDue(scope, 'offers')) ?? Infinity;
      this.#isDueKnown = true;
    }
    return this.#dueAt;
  }

  /** That an event is dead is told by an instance that has a node for it, where there is one. */
  #isOurs(head: EventHead, overdueMs: number): boolean {
    const { owner, nodes, others, clock, maxAttempts } = this.#options;
    if ((head.owner ?? owner) === owner) return true;
    if (overdueMs < clock.scaled(OTHERS_LATER_MS)) return false;
    return head.expired + 1 < maxAttempts || nodes.wanting(head).length > 0 || !others.want(head);
  }

  async #release(asked: Pick<ReleaseRequest, 'owner' | 'crashed' | 'keys'>): Promise<void> {
    const { store, scope, clock, log } = this.#options;
    const mayBeReleased = store.sharing.isShared;
    const request = { ...asked, scope, now: clock.now(), suspectAfter: SUSPECT_AFTER, mayBeReleased };
    const { dead, suspects } = await store.release(request);
    for (const row of dead) this.#reportDead(row);
    if (suspects > 0 && asked.crashed) {
      log.warn(
        `${suspects} event(s) were in the flow in ${SUSPECT_AFTER} crashes in a row: they are offered group by group, to find the one that crashes Node-RED`,
      );
    }
  }

  #reportDead(row: OpenRow): void {
    const { observe, log, nodes } = this.#options;
    this.#forget(row.key);
    const { attempt, deadBy: reason = 'leases' } = row;
    observeEvent(observe, 'dead', row, { attempt, reason });
    const why =
      reason === 'crashes'
        ? 'crashed Node-RED each time it was offered'
        : `was offered ${attempt} times and is not done`;
    const error = new DeadEventError(
      `event ${keyForLog(row.key)} ${why}: offer it again or mark it as done in the connection's dialog`,
    );
    log.warn(error.message);
    const [node] = nodes.wanting(row);
    if (node) nodes.act(() => node.reportDead(offerOf(row, knownContent(row)), error));
  }

  #forget(key: string): void {
    this.#options.trial.forget(key);
    this.#options.inFlow.remove(key);
  }
}
