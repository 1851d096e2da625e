import { fromNow, type Clock } from '../domain/clock';
import type { Order } from '../domain/job';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses while the provider has no free channel, one after the other: docs/faxes.md#causes, `congestion`. */
const PAUSES = [30 * SECOND, 2 * MINUTE, 10 * MINUTE];

/**
 * Lets faxes wait while the provider has no free channel for them, at most until a call of ours ends. SMS never wait.
 */
export class Channels {
  readonly #clock: Clock;
  readonly #random: () => number;
  #taken = 0;
  #until = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Ms of this clock until a job of this kind may be sent; 0 = now. */
  waitMs(kind: Order['kind']): number {
    return kind === 'fax' ? Math.max(this.#until - this.#clock.now(), 0) : 0;
  }

  /** The provider had no free channel. */
  none(): void {
    const pause = PAUSES[Math.min(this.#taken, PAUSES.length - 1)] ?? 0;
    this.#taken += 1;
    this.#until = fromNow(this.#clock, pause * (1 + this.#random() / 10));
  }

  /** The provider had a free channel. */
  found(): void {
    this.#taken = 0;
  }

  /** A call of ours has ended: its channel is free. */
  freed(): void {
    this.#until = 0;
  }
}
