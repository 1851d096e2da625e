import type { Clock, Timer } from '../domain/clock';

/** A set of timers that can be ended together. A listener on a signal for each would become slow with many timers. */
export class Waits {
  readonly #clock: Clock;
  readonly #running = new Set<Timer>();
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `fn` after `ms`; `fn` must not throw or reject. */
  after(ms: number, fn: () => void): void {
    if (this.#ended) return;
    const timer = this.#clock.after(ms, () => {
      this.#running.delete(timer);
      fn();
    });
    this.#running.add(timer);
  }

  /** The number of waiting timers. */
  get size(): number {
    return this.#running.size;
  }

  /** Cancels all timers. */
  end(): void {
    this.#ended = true;
    for (const timer of this.#running) timer.cancel();
    this.#running.clear();
  }
}
