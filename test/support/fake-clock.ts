import { systemClock, type Clock, type Timer } from '../../src/domain/clock';
import { SteadyTime, type Machine } from '../../src/domain/steady-time';

const START = Date.UTC(2026, 10, 20, 12);

/** A machine whose time a test moves. It outlives the processes that run on it. */
export class FakeMachine {
  wall: number;
  /** Ms since the machine was started. */
  uptime = 60_000;
  boot = 'boot-1';

  constructor(wall = START) {
    this.wall = wall;
  }

  /** Switches the machine off for this long and starts it again. `wallMs` is how far its wall clock moves meanwhile. */
  reboot(offMs: number, { wallMs = offMs }: { wallMs?: number } = {}): void {
    this.wall += wallMs;
    this.uptime = 0;
    this.boot = `${this.boot}'`;
  }

  /** Lets time pass, also without a running process. */
  pass(ms: number): void {
    this.wall += ms;
    this.uptime += ms;
  }

  process(): Machine {
    const bornAt = this.uptime;
    const { boot } = this;
    return { wall: () => this.wall, lived: () => this.uptime - bornAt, uptime: () => this.uptime, boot };
  }
}

interface Waiting {
  at: number;
  fn: () => void;
}

/**
 * A process's clock that stands still until `advance`; a test may also set its wall clock.
 * Starts on 2026-11-20, 12:00 UTC.
 */
export class FakeClock implements Clock {
  readonly machine: FakeMachine;
  readonly time: SteadyTime;
  readonly #waiting = new Set<Waiting>();
  readonly #clock: Clock;
  #elapsed = 0;
  /** `timeScale` of settings.js. */
  scale = 1;
  /** Whether to learn from servers' `Date` headers. Off by default, because servers on loopback send the real date. */
  hears = false;

  constructor(on: number | FakeMachine = START) {
    this.machine = typeof on === 'number' ? new FakeMachine(on) : on;
    this.time = new SteadyTime(this.machine.process());
    this.#clock = systemClock(1, this.time);
  }

  /** The number of timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Ms until the next timer runs; Infinity without timers. */
  get untilNext(): number {
    return Math.min(Infinity, ...[...this.#waiting].map(({ at }) => at - this.#elapsed));
  }

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  wallAt(at: number): number {
    return this.#clock.wallAt(at);
  }

  theirs(): number {
    return this.#clock.theirs();
  }

  noteTheirs(theirs: number | undefined): void {
    if (this.hears) this.#clock.noteTheirs(theirs);
  }

  get isSure(): boolean {
    return !this.hears || this.#clock.isSure;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  scaled(ms: number): number {
    return ms / this.scale;
  }

  after(ms: number, fn: () => void): Timer {
    const waiting = { at: this.#elapsed + Math.max(0, this.scaled(ms)), fn };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  /** Lets time pass and runs every timer that becomes due, in order, including those that are set meanwhile. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (let next = this.#firstUntil(end); next; next = this.#firstUntil(end)) {
      this.#pass(Math.max(this.#elapsed, next.at));
      this.#waiting.delete(next);
      next.fn();
    }
    this.#pass(end);
  }

  /** The process was suspended for `ms`, as by SIGSTOP: timers that came due meanwhile run only now. */
  suspend(ms: number): void {
    this.#pass(this.#elapsed + ms);
    this.advance(0);
  }

  /** Sets the wall clock forward or back by `ms`. */
  step(ms: number): void {
    this.machine.wall += ms;
  }

  #pass(elapsed: number): void {
    const ms = elapsed - this.#elapsed;
    this.#elapsed = elapsed;
    this.machine.pass(ms);
  }

  #firstUntil(end: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.at <= end && (!first || waiting.at < first.at)) first = waiting;
    }
    return first;
  }
}
