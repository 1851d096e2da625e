import { codeOrName } from '../domain/code-of';
import { StoreError } from '../domain/errors';
import { staysOpen } from '../domain/events';
import type { Retention } from '../domain/retention';
import type { EventHead, OpenRow } from '../store/event-row';
import { aliveSince } from '../store/sharing';
import type { ClaimDecision, ClaimRequest } from '../store/store';
import { createWorker, type Worker } from '../work/worker';
import { CloseOffered } from './close';
import { DeadEvents } from './dead-events';
import type { GoneInstancesOptions } from './gone-instances';
import { HandOver, type HandOverOptions } from './hand-over';
import { InFlow } from './in-flow';
import { Leases, type LeasesOptions } from './leases';
import { OtherInstances } from './other-instances';
import { Pace } from './pace';
import { Skipping } from './skipping';
import { SourceNodes, type SourceNode, type Takers } from './source-nodes';
import { Trial } from './trial';
import { Unparking } from './unparking';
import { joinedWants, type WhatIsWanted } from './wants';

/** Options of the parts that `Offers` itself provides. */
type Parts = 'nodes' | 'others' | 'inFlow' | 'trial' | 'closing' | 'dead';

export interface OffersOptions
  extends Omit<LeasesOptions, Parts>, Omit<HandOverOptions, Parts>, Pick<GoneInstancesOptions, 'holding'> {
  retention: Retention;
  /** Called when an event was closed, which may now have to be acknowledged. */
  onCompleted: () => void;
  /** Woken when the number of open items may have changed. */
  backlog: Pick<Worker, 'wake'>;
}

/** Until the next try to claim, while the other instances may take this one for gone. */
const AWAY_MS = 1_000;
/** Until the next look at due events that only another instance wants. */
const ELSEWHERE_MS = 5_000;

interface Claimed {
  rows: OpenRow[];
  /** How many rows have left their queue, the parked ones included. */
  moved: number;
  /** An event is due that the flow has no room for. */
  isLeft: boolean;
}

/**
 * Offers stored events to the flow's nodes, under a lease and at a limited pace. Runs only between `resume` and
 * `pause`.
 */
export class Offers implements Takers {
  readonly #options: OffersOptions;
  readonly #nodes: SourceNodes;
  readonly #others: OtherInstances;
  readonly #inFlow = new InFlow();
  readonly #trial: Trial;
  readonly #dead: DeadEvents;
  readonly #leases: Leases;
  readonly #skipping: Skipping;
  readonly #unparking: Unparking;
  readonly #closing: CloseOffered;
  readonly #handOver: HandOver;
  readonly #pace = new Pace();
  /** An event is due that only another instance wants. */
  #isDueElsewhere = false;
  #worker: Worker | undefined;
  /** The end of the worker before this one. */
  #ended: Promise<void> = Promise.resolve();

  constructor(options: OffersOptions) {
    this.#options = options;
    this.#nodes = new SourceNodes(options.log);
    const wake = (): void => this.wake();
    this.#trial = new Trial({ ...options, wake });
    const own = { ...options, inFlow: this.#inFlow, trial: this.#trial };
    const release = (instance: string): Promise<void> => this.#leases.endGone(instance);
    this.#others = new OtherInstances({ ...own, wake: () => this.#wokenByOthers(), release });
    this.#dead = new DeadEvents({ ...options, nodes: this.#nodes });
    const parts = { ...own, nodes: this.#nodes, others: this.#others, dead: this.#dead };
    this.#leases = new Leases(parts);
    this.#skipping = new Skipping(options.clock);
    this.#unparking = new Unparking(options.store, options.scope, (head) => this.#isWantedByAny(head));
    this.#closing = new CloseOffered({
      ...options,
      onClosed: (key) => {
        this.completed(key);
        options.onCompleted();
      },
    });
    this.#handOver = new HandOver({ ...parts, closing: this.#closing });
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.add(node);
    this.lookThroughParked();
  }

  removeSourceNode(id: string): void {
    this.#nodes.remove(id);
    this.#restart();
    this.#inFlow.cutShort(id);
  }

  /**
   * Does a node want this event? True before flows have started, because only then is it known which nodes there are.
   */
  isWanted(event: WhatIsWanted): boolean {
    return !this.#worker || !staysOpen(event.kind) || this.#isWantedByAny(event);
  }

  lookThroughParked(): void {
    this.#restart();
    this.wake();
  }

  /** Flows have started: offers that a stop, a crash or a deploy cut short are made again, then new ones. */
  resume(afterCrash: boolean): void {
    if (this.#worker) return;
    const { clock } = this.#options;
    this.#worker = createWorker({
      clock,
      step: async (signal) => {
        await this.#ended;
        return this.#step(afterCrash, signal);
      },
      // When the store works again the connection wakes this worker; the retry is only a safety net.
      onError: (error) => {
        if (!(error instanceof StoreError)) this.#options.log.error(`offers: unexpected error (${codeOrName(error)})`);
        return 5_000;
      },
    });
    this.#others.start();
    this.#restart();
    this.#trial.join();
    this.#worker.wake();
  }

  /**
   * Flows are stopping: a message sent to a stopped node would vanish without a trace, so nothing is offered. Other
   * instances still count on what is wanted here.
   */
  async pause(): Promise<void> {
    if (this.#worker) this.#ended = this.#worker.stop();
    this.#worker = undefined;
    this.#others.pause();
    this.#trial.leave();
    await this.#ended;
    await this.#closing.idle();
  }

  /** For good. Never rejects: leases that cannot be ended now are ended by the next process or by another instance. */
  async stop(): Promise<void> {
    await Promise.allSettled([this.#others.leave(), this.pause()]);
    await this.#closing.again().catch(() => undefined);
    await this.#dead.noteReported().catch(() => undefined);
    if (this.#options.store.sharing.isShared) await this.#leases.endOwn().catch(() => undefined);
  }

  wake(): void {
    this.#worker?.wake();
  }

  /** The store works again: what it did not answer may have been done all the same. */
  storeMended(): void {
    this.#others.storeMended();
    this.#dead.lookAnew();
    this.wake();
  }

  /** `mark-received` or the admin API closed this event: there is room for another. */
  completed(key: string): void {
    this.#trial.forget(key);
    if (this.#inFlow.remove(key)) this.wake();
    this.#options.backlog.wake();
  }

  get open(): number {
    return this.#inFlow.size;
  }

  /**
   * The nodes have changed: looks through all waiting events again, and tells the other instances what is wanted here.
   */
  #restart(): void {
    this.#lookAnew();
    if (this.#worker) this.#others.announce(joinedWants(this.#nodes.wants));
  }

  #wokenByOthers(): void {
    this.#dead.woken();
    this.wake();
  }

  #lookAnew(): void {
    this.#dead.lookAnew();
    this.#unparking.restart();
    this.#skipping.restart();
  }

  #isWantedByAny(event: WhatIsWanted): boolean {
    return this.#nodes.wanting(event).length > 0 || this.#others.want(event);
  }

  async #step(afterCrash: boolean, signal: AbortSignal): Promise<number | undefined> {
    const { clock, store } = this.#options;
    if (!store.sharing.isAlive) return AWAY_MS;
    await this.#closing.again();
    if (await this.#others.look()) this.#lookAnew();
    await this.#others.letGo(this.#isFull);
    await this.#leases.endCutShort(afterCrash);
    await this.#others.endGone();
    await this.#leases.endExpired();
    await this.#dead.report(signal);
    await this.#trial.acquit();
    await this.#unparking.step();
    const moved = await this.#turn(signal);
    this.#options.backlog.wake();
    if (moved > 0) this.#leases.begun();
    if (moved > 0 || !this.#unparking.isDone || (this.#skipping.goesOn && !this.#isFull)) return 0;
    const dueAt = await this.#leases.nextDue(this.#isFull);
    const next = Math.min(dueAt, this.#trial.nextAt, this.#inFlow.owedAt, this.#others.changesAt);
    const dueInMs = Math.min(next - clock.now(), this.#others.goneInMs, this.#skipping.againInMs);
    // An event may be due already and stay: the flow is full (completing an event wakes us), or only another instance
    // wants it.
    const notBeforeMs = this.#isDueElsewhere ? ELSEWHERE_MS : 1_000;
    const waitMs = Math.min(Math.max(dueInMs, notBeforeMs), this.#others.letsGoInMs, this.#dead.inMs);
    return waitMs === Infinity ? undefined : Math.max(waitMs, 0);
  }

  /** Offers or parks the events of one turn; resolves with how many. Reads nothing while the flow is full. */
  async #turn(signal: AbortSignal): Promise<number> {
    if (this.#isFull) {
      this.#trial.look(false);
      return 0;
    }
    this.#isDueElsewhere = false;
    // False as soon as other instances may have released what is claimed from now on.
    const isOurs = aliveSince(this.#options.store.sharing);
    const first = await this.#claim('redeliver', this.#pace.owed);
    const fresh = await this.#claim('new', Pace.NEW_A_TURN);
    const taken = first.rows.length + fresh.rows.length;
    const again = await this.#claim('redeliver', this.#pace.rest(taken));
    this.#pace.count({
      fresh: fresh.rows.length,
      again: first.rows.length + again.rows.length,
      isLeft: again.isLeft,
    });
    const movedAgain = first.moved + again.moved;
    this.#trial.look(movedAgain === 0 && !again.isLeft);
    const isIdle = movedAgain + fresh.moved === 0;
    const left = this.#trial.seek() || isIdle ? this.#pace.rest(taken + again.rows.length) : 0;
    const suspects = await this.#claim('suspect', left);
    for (const row of [...first.rows, ...this.#pace.interleave(fresh.rows, again.rows), ...suspects.rows]) {
      await this.#handOver.offer(row, isOurs, signal);
    }
    return movedAgain + fresh.moved + suspects.moved;
  }

  get #isFull(): boolean {
    return !this.#inFlow.hasRoomFor(0);
  }

  async #claim(queue: ClaimRequest['queue'], limit: number): Promise<Claimed> {
    if (limit === 0) return { rows: [], moved: 0, isLeft: false };
    const { store, scope, owner, clock } = this.#options;
    const now = clock.now();
    const reserved: string[] = [];
    let parked = 0;
    let isLeft = false;
    const decide = (head: EventHead): ClaimDecision => {
      const decision = this.#decide(head, now);
      if (decision === 'park') parked += 1;
      if (decision === 'leave') isLeft = true;
      if (decision === 'skip') this.#isDueElsewhere ||= queue === 'redeliver';
      if (typeof decision === 'object') reserved.push(head.key);
      return decision;
    };
    try {
      const rows = await store.claim({ scope, queue, owner, now, limit, decide, looked: this.#skipping.from(queue) });
      const claimed = new Set(rows.map(({ key }) => key));
      // These were closed between the decision and the claim.
      for (const key of reserved) if (!claimed.has(key)) this.completed(key);
      for (const row of rows) {
        this.#inFlow.claimed(row.key);
        this.#trial.claimed(row);
      }
      return { rows, moved: rows.length + parked, isLeft };
    } catch (error) {
      // The claim may have reached the disk all the same: then these have a lease, and no node has received them.
      for (const key of reserved) {
        this.completed(key);
        this.#inFlow.claimed(key);
      }
      throw error;
    }
  }

  #decide(head: EventHead, now: number): ClaimDecision {
    const nodes = this.#nodes.wanting(head);
    if (nodes.length === 0 && this.#others.want(head)) return 'skip';
    if (nodes.length === 0 && staysOpen(head.kind)) return 'park';
    const bytes = bytesInFlow(head, nodes);
    if (!this.#inFlow.hasRoomFor(bytes) || !this.#trial.admits(head)) return 'leave';
    const ids = nodes.map(({ id }) => id);
    this.#inFlow.add(head.key, bytes, ids);
    return { offer: { leaseUntil: this.#leases.until(head.expired, now) } };
  }
}

function bytesInFlow(head: EventHead, nodes: SourceNode[]): number {
  return head.size * nodes.filter(({ document }) => document === 'data').length;
}
