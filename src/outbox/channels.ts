import { fromNow, type Clock } from '../domain/clock';
import type { Order } from '../domain/job';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** While all channels are taken: docs/faxes.md#causes, `congestion`. */
const PAUSES = [30 * SECOND, 2 * MINUTE, 10 * MINUTE];

/** Faxes wait while the provider has no channel for them: at most until one of ours is free, SMS not at all. */
export class Channels {
  #taken = 0;
  #until = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** How long, as this clock lets it pass, until a fax may be tried again. */
  waitMs(kind: Order['kind']): number {
    return kind === 'fax' ? Math.max(this.#until - this.clock.now(), 0) : 0;
  }

  /** The provider had none. */
  none(): void {
    const pause = PAUSES[Math.min(this.#taken, PAUSES.length - 1)] ?? 0;
    this.#taken += 1;
    this.#until = fromNow(this.clock, pause * (1 + this.random() / 10));
  }

  /** The provider had one. */
  found(): void {
    this.#taken = 0;
  }

  /** A call of ours has ended: its channel is free. */
  freed(): void {
    this.#until = 0;
  }
}
