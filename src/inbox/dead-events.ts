import { fromNow, type Clock } from '../domain/clock';
import { MINUTE_MS } from '../domain/durations';
import { DeadEventError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import type { OpenRow } from '../store/event-row';
import { aliveSince } from '../store/sharing';
import type { Store } from '../store/store';
import { observeEvent } from './observed-event';
import { knownContent, offerOf } from './offer-content';
import type { SourceNodes } from './source-nodes';
import type { WhatIsWanted } from './wants';

export interface DeadEventsOptions {
  store: Store;
  scope: Scope;
  clock: Clock;
  log: Log;
  nodes: SourceNodes;
  observe?: Observe;
}

/** Other instances write often, but a dead event is rare. */
const LOOK_AGAIN_MS = 5_000;
/** Until a report that is not known to have reached the flow is made again: longer than events stay under suspicion. */
const AGAIN_MS = 2 * MINUTE_MS;
/** A flow that crashes on the report must not crash Node-RED at every start. */
const MOST_REPORTS = 3;

/**
 * Reports each dead event to one node that wants it. The instance that finds a dead event may have no such node, so the
 * store remembers that it is still to be reported, and the first instance that has one does it.
 */
export class DeadEvents {
  readonly #options: DeadEventsOptions;
  /** There may be events to report. */
  #isDue = true;
  #lookedAt = -Infinity;
  /** What has been reported to a node, but is not stored as reported yet. */
  readonly #reported: { keys: string[]; againAt: number }[] = [];

  constructor(options: DeadEventsOptions) {
    this.#options = options;
  }

  found(rows: readonly OpenRow[]): void {
    const { log, observe } = this.#options;
    for (const row of rows) {
      const { attempt, deadBy: reason = 'leases' } = row;
      observeEvent(observe, 'dead', row, { attempt, reason });
      log.warn(errorOf(row).message);
    }
    if (rows.length > 0) this.lookAnew();
  }

  /** Nodes have changed, or there are new dead events: look at the next turn. */
  lookAnew(): void {
    this.#isDue = true;
    this.#lookedAt = -Infinity;
  }

  /** Another instance has written: it may have found a dead event. */
  woken(): void {
    this.#isDue = true;
  }

  /** Rejects with `StoreError`. */
  async report(signal: AbortSignal): Promise<void> {
    if (this.inMs > 0) return;
    this.#lookedAt = this.#options.clock.monotonic();
    // Before the store is read, so that what is found meanwhile is looked for again.
    this.#isDue = false;
    try {
      await this.noteReported();
      for (let after: number | undefined = 0; after !== undefined;) after = await this.#reportPage(after, signal);
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }

  /** Stores what has been reported: otherwise it is reported again. Rejects with `StoreError`. */
  async noteReported(): Promise<void> {
    for (let [page] = this.#reported; page !== undefined; [page] = this.#reported) {
      await this.#options.store.noteReported(page.keys, page.againAt);
      this.#reported.shift();
    }
  }

  /** How long until the next look; Infinity if there is nothing to look for. */
  get inMs(): number {
    return this.#isDue ? this.#lookedAt + LOOK_AGAIN_MS - this.#options.clock.monotonic() : Infinity;
  }

  /** Resolves with where to continue. */
  async #reportPage(after: number, signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock, nodes } = this.#options;
    const isStillOurs = aliveSince(store.sharing);
    const now = clock.now();
    const againAt = fromNow(clock, AGAIN_MS);
    const wants = (head: WhatIsWanted): boolean => nodes.wanting(head).length > 0;
    const page = await store.takeUnreported({ scope, now, wants, againAt, mostReports: MOST_REPORTS, after });
    // Meanwhile flows may have stopped, or another instance may have taken over: then it is reported later.
    const mayReport = !signal.aborted && isStillOurs();
    const reported = mayReport ? page.rows.filter((row) => this.#report(row)) : [];
    if (!mayReport || page.isLeft || reported.length < page.rows.length) this.#isDue = true;
    if (!mayReport) return undefined;
    if (reported.length === 0) return page.next;
    this.#reported.push({ keys: reported.map(({ key }) => key), againAt });
    // Stored on the next turn of the event loop, so that after a flow that crashes on the report it is made again.
    await new Promise<void>((resolve) => setImmediate(resolve));
    await this.noteReported();
    return page.next;
  }

  /** False if no node took the report. */
  #report(row: OpenRow): boolean {
    const { nodes } = this.#options;
    const [node] = nodes.wanting(row);
    return node !== undefined && nodes.act(() => node.reportDead(offerOf(row, knownContent(row)), errorOf(row)));
  }
}

function errorOf({ key, attempt, deadBy }: OpenRow): DeadEventError {
  const why =
    deadBy === 'crashes' ? 'crashed Node-RED each time it was offered' : `was offered ${attempt} times and is not done`;
  return new DeadEventError(
    `event ${keyForLog(key)} ${why}: offer it again or mark it as done in the connection's dialog`,
  );
}
