import { compact } from './compact';
import { isRecord } from './is-record';

/** What a machine knows about time. */
export interface Machine {
  /** Wall clock in ms, which somebody may set at any moment. */
  wall(): number;
  /** Ms since this process began, with the machine's sleep if the machine can tell. */
  lived(): number;
  /** Ms since the machine was started. */
  uptime(): number;
  /** Different after each start of the machine; '' if it cannot tell. */
  readonly boot: string;
}

/** A moment as one process saw it, from which the next process goes on. */
export interface TimeMark {
  now: number;
  uptime: number;
  boot: string;
  /** The provider's clock at that moment, if one has answered. */
  theirs?: number;
  /** An earlier moment; how much time has passed since is uncertain. */
  before?: TimeMark;
}

/** Smaller differences are slewing, rounding, or two clocks read one after the other. */
const STEP_MS = 2_000;

/**
 * The time of one store. It begins as the wall clock of the store's first process and then grows by the time that
 * really passes, so that setting the wall clock neither delays nor ends anything. After a restart it goes on from the
 * mark that was kept: by the machine's uptime and, if the machine was off, by the difference between what a provider's
 * clock said before and says now.
 */
export class SteadyTime {
  readonly #machine: Machine;
  #base: number;
  /** By how much the wall clock is ahead, as last noticed: kept, so that a time reads the same twice. */
  #offset = 0;
  #theirsAhead: number | undefined;
  #isResumed = false;
  /** Set if the machine was restarted since this mark, and nobody has said yet how long it was off. */
  #before: TimeMark | undefined;
  /** Called when the wall clock was set, with the difference. */
  onStep: (ms: number) => void = () => undefined;

  constructor(machine: Machine = thisProcess) {
    this.#machine = machine;
    this.#base = machine.wall() - machine.lived();
  }

  now(): number {
    const now = Math.floor(this.#base + this.#machine.lived());
    const moved = this.wall() - now - this.#offset;
    if (Math.abs(moved) > STEP_MS) {
      this.#offset += moved;
      this.onStep(moved);
    }
    return now;
  }

  wall(): number {
    return this.#machine.wall();
  }

  wallAt(at: number): number {
    this.now();
    return at + this.#offset;
  }

  get isSure(): boolean {
    return this.#before === undefined;
  }

  /**
   * Takes note of a provider's clock at this moment; undefined: the
   * provider does not say, so only what is certain counts.
   */
  noteTheirs(theirs: number | undefined): void {
    const before = this.#before;
    this.#before = undefined;
    if (theirs === undefined) return;
    if (before?.theirs !== undefined) this.#goTo(Math.max(this.now(), before.now + theirs - before.theirs));
    this.#theirsAhead = theirs - this.now();
  }

  /** Whether the machine can count its own sleep. */
  get knowsSleep(): boolean {
    return this.#machine.boot !== '';
  }

  /** Adopts the time that several processes share and that says `now` at this moment. */
  agree(now: number): void {
    this.#isResumed = true;
    this.#before = undefined;
    this.#goTo(now);
  }

  mark(): TimeMark {
    const now = this.now();
    const { boot } = this.#machine;
    return compact({
      now,
      uptime: this.#machine.uptime(),
      boot,
      theirs: this.#theirsAhead === undefined ? undefined : now + this.#theirsAhead,
      before: this.#before,
    });
  }

  /** Goes on from the mark of an earlier process, if `kept` is one. Only once: afterwards this process knows better. */
  resume(kept: unknown): void {
    if (this.#isResumed) return;
    this.#isResumed = true;
    if (!isMark(kept)) return;
    const uptime = this.#machine.uptime();
    const isSameStart = this.#machine.boot === kept.boot && uptime >= kept.uptime;
    // After a restart of the machine the time it was off is unknown, so at first only its uptime counts.
    this.#goTo(kept.now + (isSameStart ? uptime - kept.uptime : uptime));
    this.#before = kept.before ?? (isSameStart ? undefined : kept);
    if (isSameStart && kept.theirs !== undefined) this.#theirsAhead = kept.theirs - kept.now;
  }

  #goTo(now: number): void {
    this.#base = now - this.#machine.lived();
    this.#offset = this.wall() - now;
  }
}

const thisProcess: Machine = {
  wall: () => Date.now(),
  lived: () => performance.now(),
  uptime: () => performance.now(),
  boot: '',
};

function isMark(value: unknown): value is TimeMark {
  return isRecord(value) && ['now', 'uptime'].every((name) => Number.isFinite(value[name]));
}
