import type { Clock } from '../../domain/clock';

/** So long others wait for one that says nothing. */
export const LEASE_MS = 10_000;
export const BEAT_MS = 2_500;
/** Longer, and it is tried on another connection: there is time for one more. */
export const BEAT_PATIENCE_MS = 3_000;
/** We stop believing in it so much sooner than they do. */
const MARGIN_MS = 1_000;

/** A moment by both clocks of a process: one may be set, the other may stand still while the machine sleeps. */
interface Moment {
  monotonic: number;
  steady: number;
}

/**
 * For how long the others surely take us for alive: since we *sent* what they last heard, by our own clock. So it is over here
 * before it is over for anybody else, also for a process that was stopped meanwhile.
 */
export class Lease {
  #since: Moment | undefined;
  #ends = 0;

  constructor(private readonly clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>) {}

  moment(): Moment {
    return { monotonic: this.clock.monotonic(), steady: this.clock.now() };
  }

  /** How often it was over before it went on. */
  get ends(): number {
    return this.#ends + (this.#since !== undefined && this.leftMs === 0 ? 1 : 0);
  }

  extend(sent: Moment): void {
    this.#ends = this.ends;
    this.#since = sent;
  }

  end(): void {
    this.#since = undefined;
  }

  /** As a duration of this clock; 0: it is over. */
  get leftMs(): number {
    if (this.#since === undefined) return 0;
    const { monotonic, steady } = this.moment();
    const passed = Math.max(monotonic - this.#since.monotonic, steady - this.#since.steady);
    return Math.max(LEASE_MS - MARGIN_MS - passed / this.clock.scaled(1), 0);
  }
}
