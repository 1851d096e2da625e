import type { Clock, Timer } from '../domain/clock';

/** Any number of timers that end together; a listener on a signal for each would cost more with every one. */
export class Waits {
  private readonly running = new Set<Timer>();
  private ended = false;

  constructor(private readonly clock: Clock) {}

  /** `fn` must not throw or reject. */
  after(ms: number, fn: () => void): void {
    if (this.ended) return;
    const timer = this.clock.after(ms, () => {
      this.running.delete(timer);
      fn();
    });
    this.running.add(timer);
  }

  /** How many wait. */
  get size(): number {
    return this.running.size;
  }

  /** Nothing that waits happens any more. */
  end(): void {
    this.ended = true;
    for (const timer of this.running) timer.cancel();
    this.running.clear();
  }
}
