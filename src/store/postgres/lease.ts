import type { Clock } from '../../domain/clock';

/** How long the others wait for an instance that says nothing. */
export const LEASE_MS = 10_000;
export const BEAT_MS = 2_500;
/** After this the beat is tried again on another connection; the lease leaves time for one more. */
export const BEAT_PATIENCE_MS = 3_000;
/** By how much we regard our lease as ended before the others do. */
const MARGIN_MS = 1_000;

/** A moment on both clocks of a process: one may be set, the other may stop while the machine sleeps. */
interface Moment {
  monotonic: number;
  steady: number;
}

/**
 * How long the others certainly regard us as alive: counted, by our own clock, from when we *sent* the beat that they
 * last heard. So the lease ends here before it ends for anybody else, even in a process that was suspended.
 */
export class Lease {
  readonly #clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>;
  #since: Moment | undefined;
  #ends = 0;

  constructor(clock: Pick<Clock, 'monotonic' | 'now' | 'scaled'>) {
    this.#clock = clock;
  }

  moment(): Moment {
    return { monotonic: this.#clock.monotonic(), steady: this.#clock.now() };
  }

  /** How often it has ended before it was extended again. */
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

  /** Real ms that are left; 0: it has ended. */
  get leftMs(): number {
    if (this.#since === undefined) return 0;
    const { monotonic, steady } = this.moment();
    const passed = Math.max(monotonic - this.#since.monotonic, steady - this.#since.steady);
    return Math.max(LEASE_MS - MARGIN_MS - passed / this.#clock.scaled(1), 0);
  }
}
