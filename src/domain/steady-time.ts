import { compact } from './compact';
import { isRecord } from './is-record';

/** What a machine can say of time. */
export interface Machine {
  /** Wall clock in ms, which somebody may set at any moment. */
  wall(): number;
  /** Ms that this process has lived, a sleep of the machine included where it can tell. */
  lived(): number;
  /** Ms since the machine was started. */
  uptime(): number;
  /** Another one after each start of the machine; '' where it cannot tell. */
  readonly boot: string;
}

/** A moment as one process saw it: what the next one needs to go on from there. */
export interface TimeMark {
  now: number;
  uptime: number;
  boot: string;
  /** What a provider's clock said then, if one was heard. */
  theirs?: number;
  /** An earlier moment; how much has passed since then is not certain. */
  before?: TimeMark;
}

/** Less is slewing, rounding, or a clock that was read in between. */
const STEP_MS = 2_000;

/**
 * The time of one store: begins as its first process's wall clock and from then on grows by what has really passed, so that
 * no step of the wall clock makes anything wait, or be over. Over a restart it goes on from the mark that was kept: by the
 * machine's uptime, and where the machine itself was off, by what a provider's clock said before and says now.
 */
export class SteadyTime {
  readonly #machine: Machine;
  /** Steady time when the process began. */
  #base: number;
  /** The wall clock is ahead by this much: as it was noticed last, so that a time reads the same twice. */
  #offset = 0;
  #theirsAhead: number | undefined;
  #isResumed = false;
  /** The machine was started anew since then, and nobody has said yet for how long it had been off. */
  #before: TimeMark | undefined;
  /** The wall clock was set by so many ms. */
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

  /** `theirs`: a provider's clock at this moment; undefined: it does not say, and only what is certain counts. */
  hear(theirs: number | undefined): void {
    const before = this.#before;
    this.#before = undefined;
    if (theirs === undefined) return;
    if (before?.theirs !== undefined) this.#goTo(Math.max(this.now(), before.now + theirs - before.theirs));
    this.#theirsAhead = theirs - this.now();
  }

  /** Was the machine's sleep part of what has passed? */
  get knowsSleep(): boolean {
    return this.#machine.boot !== '';
  }

  /** Several processes share a time, which says `now` at this moment: from here on it is this one's, too. */
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

  /** Goes on from the mark of an earlier process, if `kept` is one. Only once: of what came since we know more. */
  resume(kept: unknown): void {
    if (this.#isResumed) return;
    this.#isResumed = true;
    if (!isMark(kept)) return;
    const uptime = this.#machine.uptime();
    const isSameStart = this.#machine.boot === kept.boot && uptime >= kept.uptime;
    // Off for an unknown time and up for a known one: what is certain comes first.
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
