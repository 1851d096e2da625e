import type { Clock, Timer } from '../../src/domain/clock';

interface Waiting {
  at: number;
  fn: () => void;
}

/** A clock that stands still until `advance`. Starts on 2026-11-20, 12:00 UTC. */
export class FakeClock implements Clock {
  readonly #startedAt: number;
  readonly #waiting = new Set<Waiting>();
  #elapsed = 0;

  constructor(startedAt = Date.UTC(2026, 10, 20, 12)) {
    this.#startedAt = startedAt;
  }

  /** Timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#startedAt + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  scaled(ms: number): number {
    return ms;
  }

  after(ms: number, fn: () => void): Timer {
    const waiting = { at: this.#elapsed + Math.max(0, ms), fn };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  /** Lets time pass: runs every timer that falls due, in order of its time, also those that are set meanwhile. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (let next = this.#firstUntil(end); next; next = this.#firstUntil(end)) {
      this.#elapsed = Math.max(this.#elapsed, next.at);
      this.#waiting.delete(next);
      next.fn();
    }
    this.#elapsed = end;
  }

  #firstUntil(end: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.at <= end && (!first || waiting.at < first.at)) first = waiting;
    }
    return first;
  }
}
