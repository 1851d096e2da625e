import type { Clock } from '../domain/clock';

const EVERY_MS = 60_000;

/** Reports what a stranger can cause at will, at most once a minute, with the number of times since the last report. */
export class Tally {
  readonly #clock: Clock;
  readonly #tell: (count: number) => void;
  #count = 0;
  #loggedAt = -Infinity;

  constructor(clock: Clock, tell: (count: number) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(): void {
    this.#count += 1;
    const now = this.#clock.monotonic();
    if (now - this.#loggedAt < EVERY_MS) return;
    this.#loggedAt = now;
    this.#tell(this.#count);
    this.#count = 0;
  }
}
