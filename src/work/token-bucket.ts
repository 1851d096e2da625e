import type { Clock } from '../domain/clock';

/**
 * Requests a second in the long run, and at once after a pause. No provider says how many it allows, so this is modest.
 */
const PER_SECOND = 10;
const BURST = 20;

/** Keeps a backlog from reaching the provider all at once. */
export class TokenBucket {
  readonly #clock: Clock;
  #tokens = BURST;
  #filledAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.monotonic();
  }

  take(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Real ms until a token is available. */
  get waitMs(): number {
    this.#fill();
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / PER_SECOND) * 1_000);
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    const passed = (now - this.#filledAt) / this.#clock.scaled(1_000);
    this.#tokens = Math.min(BURST, this.#tokens + passed * PER_SECOND);
    this.#filledAt = now;
  }
}
