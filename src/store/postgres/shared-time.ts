import type { Log } from '../../domain/log';
import type { SteadyTime } from '../../domain/steady-time';

/** What the database says of time. */
export interface Told {
  /** Its wall clock in ms, which somebody may set at any moment. */
  wall: number;
  /** By how much the shared time is ahead of that. */
  shift: number;
}

/** Where the shared time is kept. */
export interface TimeKeeper {
  tell(): Promise<Told>;
  /** Only where `from` is still what it says; false: somebody else was faster. */
  move(from: number, to: number): Promise<boolean>;
}

/** Less is the way to the database and back, or a clock that is being slewed. */
const STEP_MS = 2_000;

/**
 * The one time of all that share a store: the database's wall clock and a shift that is kept beside it. So instances whose
 * clocks are hours apart agree when a lease ends. Where the database's own clock is set, whoever sees it first moves the
 * shift by as much: for none of them anything is over sooner or later.
 */
export class SharedTime {
  #shift: number | undefined;

  constructor(
    private readonly keeper: TimeKeeper,
    private readonly time: SteadyTime,
    private readonly log: Log,
  ) {}

  /** Goes by the shared time from now on. */
  async agree(): Promise<void> {
    const asked = this.time.now();
    const { wall, shift } = await this.keeper.tell();
    const way = this.time.now() - asked;
    const shared = wall + shift + way / 2;
    const step = Math.round(shared - this.time.now());
    if (this.#isSteady(shift) && this.time.knowsSleep && Math.abs(step) > STEP_MS + way) {
      if (!(await this.keeper.move(shift, shift - step))) return this.agree();
      this.#shift = shift - step;
      this.log.info(`store: the clock of the database was set by ${Math.round(step / 1_000)} s; nothing waits for it`);
      return;
    }
    this.#shift = shift;
    this.time.agree(shared);
  }

  /** Nobody else has moved it since it was heard last. */
  #isSteady(shift: number): boolean {
    return this.#shift === shift;
  }
}
