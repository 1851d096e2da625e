import { fromNow } from '../domain/clock';
import type { Loss } from '../domain/document';
import { StoreError } from '../domain/errors';
import { keyForLog } from '../domain/event-key';
import { staysOpen } from '../domain/events';
import type { Retention } from '../domain/retention';
import type { DocumentFolder } from '../documents/document-folder';
import type { ReceivedConverter } from '../documents/received-converter';
import type { EventHead, OpenRow } from '../store/event-row';
import type { ClaimDecision, ClaimRequest } from '../store/store';
import { createWorker, type Worker } from '../work/worker';
import { CloseOffered } from './close';
import type { DocumentContent } from './converted-content';
import { InFlow } from './in-flow';
import { Leases, type LeasesOptions } from './leases';
import { observeEvent } from './observed-event';
import { bytesOf, enriched, loadContent, offerOf, type Enrich } from './offer-content';
import { Pace } from './pace';
import { SourceNodes, type SourceNode, type Takers } from './source-nodes';
import { Trial } from './trial';
import { Unparking } from './unparking';
import type { WhatIsWanted } from './wants';

export interface OffersOptions extends Omit<LeasesOptions, 'nodes' | 'inFlow' | 'trial'> {
  documents: DocumentFolder;
  converter: ReceivedConverter;
  retention: Retention;
  /** Absent where a provider has nothing to add to its pushes. */
  enrich?: Enrich;
  /** A document file is lost: it has been put back to be fetched. */
  onLostDocument: () => void;
  /** Something closed: the provider may have to be told. */
  onCompleted: () => void;
  /** Woken where what is open may have changed. */
  backlog: Pick<Worker, 'wake'>;
}

const UNREADABLE_MS = 60_000;

interface Claimed {
  rows: OpenRow[];
  /** Rows that left their queue: also those that were parked. */
  moved: number;
  /** Something is due, and the flow had no room for it. */
  isLeft: boolean;
}

/** Hands stored events to the flow's nodes, under a lease, at a set pace. Runs only between `resume` and `pause`. */
export class Offers implements Takers {
  readonly #options: OffersOptions;
  readonly #nodes: SourceNodes;
  readonly #inFlow = new InFlow();
  readonly #trial: Trial;
  readonly #leases: Leases;
  readonly #unparking: Unparking;
  readonly #closing: CloseOffered;
  readonly #pace = new Pace();
  #worker: Worker | undefined;
  /** The end of the worker before this one. */
  #ended: Promise<void> = Promise.resolve();

  constructor(options: OffersOptions) {
    this.#options = options;
    this.#nodes = new SourceNodes(options.log);
    this.#trial = new Trial({ ...options, wake: () => this.wake() });
    this.#leases = new Leases({ ...options, nodes: this.#nodes, inFlow: this.#inFlow, trial: this.#trial });
    this.#unparking = new Unparking(options.store, options.scope, (head) => this.#nodes.wanting(head).length > 0);
    this.#closing = new CloseOffered({
      ...options,
      onClosed: (key) => {
        this.completed(key);
        options.onCompleted();
      },
    });
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.add(node);
    this.lookThroughParked();
  }

  removeSourceNode(id: string): void {
    this.#nodes.remove(id);
    this.#unparking.restart();
    this.#inFlow.cutShort(id);
  }

  /** True while nothing is offered: whether a node wants it shows when flows have started. */
  isWanted(event: WhatIsWanted): boolean {
    return !this.#worker || !staysOpen(event.kind) || this.#nodes.wanting(event).length > 0;
  }

  lookThroughParked(): void {
    this.#unparking.restart();
    this.wake();
  }

  /** Flows have started: offers that a stop, a crash or a deploy cut short are made again, then new ones. */
  resume(afterCrash: boolean): void {
    if (this.#worker) return;
    this.#unparking.restart();
    this.#trial.join();
    const { clock } = this.#options;
    this.#worker = createWorker({
      clock,
      step: async (signal) => {
        await this.#ended;
        return this.#step(afterCrash, signal);
      },
      // The store reports its health to the connection, which wakes us; this is the safety net.
      onError: (error) => {
        if (!(error instanceof StoreError)) this.#options.log.error(`offers: unexpected error (${codeOf(error)})`);
        return 5_000;
      },
    });
    this.#worker.wake();
  }

  /** Flows are stopping: what is sent to a stopped node would be dropped without a trace. */
  async pause(): Promise<void> {
    if (this.#worker) this.#ended = this.#worker.stop();
    this.#worker = undefined;
    this.#trial.leave();
    await this.#ended;
    await this.#closing.idle();
  }

  wake(): void {
    this.#worker?.wake();
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

  async #step(afterCrash: boolean, signal: AbortSignal): Promise<number | undefined> {
    const { clock } = this.#options;
    await this.#leases.endCutShort(afterCrash);
    await this.#leases.endExpired();
    await this.#trial.acquit();
    await this.#unparking.step();
    const moved = await this.#turn(signal);
    this.#options.backlog.wake();
    if (moved > 0) this.#leases.begun();
    if (moved > 0 || !this.#unparking.isDone) return 0;
    const dueAt = await this.#leases.nextDue(this.#isFull);
    const next = Math.min(dueAt, this.#trial.nextAt, this.#inFlow.owedAt);
    // Due already but not taken: the flow is full, and completing an event wakes us.
    return next === Infinity ? undefined : Math.max(next - clock.now(), 1_000);
  }

  /** Offers or parks one turn's events; returns how many. While the flow is full nobody looks at what waits. */
  async #turn(signal: AbortSignal): Promise<number> {
    if (this.#isFull) {
      this.#trial.look(false);
      return 0;
    }
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
      await this.#offer(row, signal).catch((error: unknown) => this.#notOffered(row, error));
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
      if (typeof decision === 'object') reserved.push(head.key);
      return decision;
    };
    try {
      const rows = await store.claim({ scope, queue, owner, now, limit, decide });
      const claimed = new Set(rows.map(({ key }) => key));
      // Closed between the decision and the claim.
      for (const key of reserved) if (!claimed.has(key)) this.completed(key);
      for (const row of rows) {
        this.#inFlow.claimed(row.key);
        this.#trial.claimed(row);
      }
      return { rows, moved: rows.length + parked, isLeft };
    } catch (error) {
      // It may have reached the disk all the same: then they are offered, and nobody has got them.
      for (const key of reserved) {
        this.completed(key);
        this.#inFlow.claimed(key);
      }
      throw error;
    }
  }

  #decide(head: EventHead, now: number): ClaimDecision {
    const nodes = this.#nodes.wanting(head);
    if (nodes.length === 0 && staysOpen(head.kind)) return 'park';
    const bytes = bytesInFlow(head, nodes);
    if (!this.#inFlow.hasRoomFor(bytes) || !this.#trial.admits(head)) return 'leave';
    const ids = nodes.map(({ id }) => id);
    this.#inFlow.add(head.key, bytes, ids);
    return { offer: { leaseUntil: this.#leases.until(head.expired, now) } };
  }

  async #offer(row: OpenRow, signal: AbortSignal): Promise<void> {
    const nodes = this.#nodes.wanting(row);
    // Its node went away after the claim.
    if (nodes.length === 0 && staysOpen(row.kind)) return;
    const shown = await enriched(row, nodes, this.#options.enrich, signal);
    // All at once: a fast flow behind the first node may close the event, and must not take it from the others.
    const contents = new Map<SourceNode, DocumentContent>();
    for (const node of nodes) {
      const content = await loadContent(row, node, this.#options, signal);
      if ('lost' in content) return this.#refetch(row, content.lost);
      contents.set(node, content);
    }
    if (signal.aborted || !this.#inFlow.has(row.key)) return;
    this.#inFlow.weigh(row.key, bytesOf([...contents.values()]));
    let allTook = true;
    for (const [node, content] of contents) {
      // Its node went away while a document was read.
      if (!this.#nodes.has(node)) return;
      allTook = this.#nodes.act(() => node.deliver(offerOf(shown, content))) && allTook;
    }
    observeEvent(this.#options.observe, 'offered', row, { attempt: row.attempt });
    this.#inFlow.handedOver(row.key);
    this.#trial.handedOver(row.key);
    const closes = !staysOpen(row.kind) || nodes.every(({ mode }) => mode === 'auto');
    if (closes && allTook) this.#closing.nextTurn(row, nodes.length > 0);
  }

  /** One document that cannot be read must not hold up all others: it is tried again, and its lease runs meanwhile. */
  #notOffered(row: OpenRow, error: unknown): void {
    const { store, clock, log } = this.#options;
    // The store itself: everything claimed is given back when it is well again.
    if (store.health.failure !== undefined) throw error;
    this.#inFlow.unreadable(row.key, fromNow(clock, UNREADABLE_MS));
    log.error(`event ${keyForLog(row.key)} could not be offered (${codeOf(error)}): it is tried again`);
  }

  async #refetch(row: OpenRow, loss: Loss): Promise<void> {
    this.#options.log.warn(`the document of event ${keyForLog(row.key)} is ${loss} on disk: it is fetched again`);
    await this.#options.store.refetch(row.key, this.#options.clock.now(), loss);
    this.#trial.forget(row.key);
    this.#inFlow.remove(row.key);
    this.#options.onLostDocument();
  }
}

function bytesInFlow(head: EventHead, nodes: SourceNode[]): number {
  return head.size * nodes.filter(({ document }) => document === 'data').length;
}

/** Enough for a log line; a message may hold a path. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
