import type { Timer } from '../../src/domain/clock';
import { PlainClock } from '../support/plain-clock';

interface Alarm {
  at: number;
  fn: () => void;
}

/** Time that stands still until a test moves it. */
export class FakeClock extends PlainClock {
  readonly #start: number;
  #time = 0;
  #alarms: Alarm[] = [];
  #watchers: { count: number; resolve: () => void }[] = [];

  constructor(start = Date.UTC(2026, 10, 20, 12, 0, 0)) {
    super();
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, fn: () => void): Timer {
    const alarm = { at: this.#time + ms, fn };
    this.#alarms.push(alarm);
    this.#watchers = this.#watchers.filter(({ count, resolve }) => {
      if (this.#alarms.length >= count) resolve();
      return this.#alarms.length < count;
    });
    return { cancel: () => void (this.#alarms = this.#alarms.filter((other) => other !== alarm)) };
  }

  get timers(): number {
    return this.#alarms.length;
  }

  /** Resolves once at least so many timers are running. */
  waiting(count = 1): Promise<void> {
    if (this.#alarms.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ count, resolve }));
  }

  /** Lets time pass; timers that come due fire in order, also those set meanwhile. */
  async advance(ms: number): Promise<void> {
    const until = this.#time + ms;
    for (;;) {
      const [next] = this.#alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#time = Math.max(this.#time, next.at);
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      next.fn();
      // Whoever was woken may set its next timer.
      await new Promise(setImmediate);
    }
    this.#time = until;
  }
}
