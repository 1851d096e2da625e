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

/** What a flow deals with sooner is not worth a status, which goes to every open editor. */
const SETTLES_MS = 1_000;

/** Counts what is open, a moment after something has changed. */
export class BacklogWatch {
  readonly #options: BacklogWatchOptions;
  #timer: Timer | undefined;
  /** One after the other, so that an older count never replaces a newer one. */
  #counting: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: BacklogWatchOptions) {
    this.#options = options;
  }

  /** Something may have changed. */
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

  /** Never rejects: a store that fails shows itself, and wakes us once it works. */
  async #count(): Promise<void> {
    const { store, scope, onCount } = this.#options;
    const backlog = await countBacklog(store, scope).catch(() => undefined);
    if (backlog && !this.#isStopped) onCount(backlog);
  }
}
