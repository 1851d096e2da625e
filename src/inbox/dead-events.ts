import type { Clock } from '../domain/clock';
import { DeadEventError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import type { OpenRow } from '../store/event-row';
import type { Store } from '../store/store';
import { observeEvent } from './observed-event';
import { knownContent, offerOf } from './offer-content';
import type { SourceNodes } from './source-nodes';

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

/**
 * Reports each dead event once, to a node that wants it. The instance that finds a dead event may have no such node, so the
 * store remembers that it is still to be reported, and the first instance that has one does it.
 */
export class DeadEvents {
  readonly #options: DeadEventsOptions;
  /** There may be events to report. */
  #isDue = true;
  #lookedAt = -Infinity;

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
  async tell(): Promise<void> {
    if (this.inMs > 0) return;
    const { store, scope, clock, nodes } = this.#options;
    this.#lookedAt = clock.monotonic();
    // Before the store is read, so that what is found meanwhile is looked for again.
    this.#isDue = false;
    try {
      const rows = await store.takeUntold(scope, (head) => nodes.wanting(head).length > 0);
      for (const row of rows) this.#tell(row);
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }

  /** How long until the next look; Infinity if there is nothing to look for. */
  get inMs(): number {
    return this.#isDue ? this.#lookedAt + LOOK_AGAIN_MS - this.#options.clock.monotonic() : Infinity;
  }

  #tell(row: OpenRow): void {
    const { nodes } = this.#options;
    const [node] = nodes.wanting(row);
    if (node) nodes.act(() => node.reportDead(offerOf(row, knownContent(row)), errorOf(row)));
  }
}

function errorOf({ key, attempt, deadBy }: OpenRow): DeadEventError {
  const why =
    deadBy === 'crashes' ? 'crashed Node-RED each time it was offered' : `was offered ${attempt} times and is not done`;
  return new DeadEventError(
    `event ${keyForLog(key)} ${why}: offer it again or mark it as done in the connection's dialog`,
  );
}
