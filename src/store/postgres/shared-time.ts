import type { Log } from '../../domain/log';
import type { SteadyTime } from '../../domain/steady-time';

/** The time as the database has it. */
export interface DatabaseTime {
  /** The database's wall clock in ms, which may be set at any moment. */
  wall: number;
  /** By how much the shared time is ahead of the wall clock. */
  shift: number;
}

export interface TimeKeeper {
  read(): Promise<DatabaseTime>;
  /** Compare-and-set of the shift; false: another instance was faster. */
  move(from: number, to: number): Promise<boolean>;
}

/** Smaller differences are the round trip, or a clock that is being slewed. */
const STEP_MS = 2_000;

/**
 * The one time of all instances that share a store: the database's wall clock plus a shift stored beside it. So
 * instances whose clocks are hours apart agree when a lease ends. If the database's own clock is set, the first
 * instance that notices moves the shift by as much, so that nothing ends sooner or later.
 */
export class SharedTime {
  readonly #keeper: TimeKeeper;
  readonly #time: SteadyTime;
  readonly #log: Log;
  #shift: number | undefined;

  constructor(keeper: TimeKeeper, time: SteadyTime, log: Log) {
    this.#keeper = keeper;
    this.#time = time;
    this.#log = log;
  }

  /** Adopts the shared time. */
  async agree(): Promise<void> {
    const asked = this.#time.now();
    const { wall, shift } = await this.#keeper.read();
    const way = this.#time.now() - asked;
    const shared = wall + shift + way / 2;
    const step = Math.round(shared - this.#time.now());
    if (this.#isSteady(shift) && this.#time.knowsSleep && Math.abs(step) > STEP_MS + way) {
      if (!(await this.#keeper.move(shift, shift - step))) return this.agree();
      this.#shift = shift - step;
      this.#log.info(`store: the clock of the database was set by ${Math.round(step / 1_000)} s; this delays nothing`);
      return;
    }
    this.#shift = shift;
    this.#time.agree(shared);
  }

  /** Whether nobody has moved the shift since it was last read. */
  #isSteady(shift: number): boolean {
    return this.#shift === shift;
  }
}
