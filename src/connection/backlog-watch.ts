import type { Clock, Timer } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import { countBacklog, type Backlog } from './backlog';

export interface BacklogWatchOptions {
  store: Store;
  scope: Scope;
  clock: Clock;
  onCount: (backlog: Backlog) => void;
}

/** A node's status is sent to every open editor: items that a flow completes within this time cause none. */
const SETTLES_MS = 1_000;

/** Counts the open items, one second after something has changed. */
export class BacklogWatch {
  readonly #options: BacklogWatchOptions;
  #timer: Timer | undefined;
  /** Counts run one after the other, so that an older count never replaces a newer one. */
  #counting: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: BacklogWatchOptions) {
    this.#options = options;
  }

  /** To be called when something may have changed. */
  wake(): void {
    if (this.#timer || this.#isStopped) return;
    this.#timer = this.#options.clock.after(SETTLES_MS, () => {
      this.#timer = undefined;
      this.#counting = this.#counting.then(() => this.#count());
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#counting;
  }

  /** Never rejects: a failing store is shown by the connection's state, and its recovery wakes this watch again. */
  async #count(): Promise<void> {
    const { store, scope, onCount } = this.#options;
    const backlog = await countBacklog(store, scope).catch(() => undefined);
    if (backlog && !this.#isStopped) onCount(backlog);
  }
}
