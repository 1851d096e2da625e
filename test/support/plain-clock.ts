import type { Clock, Timer } from '../../src/domain/clock';

/** The rest of a clock for which the wall clock is never set and servers' dates are ignored. */
export abstract class PlainClock implements Clock {
  readonly isSure = true;

  abstract now(): number;
  abstract monotonic(): number;
  abstract after(ms: number, fn: () => void): Timer;

  wall(): number {
    return this.now();
  }

  wallAt(at: number): number {
    return at;
  }

  theirs(): number {
    return this.now();
  }

  noteTheirs(): void {
    // Servers' dates are ignored.
  }

  scaled(ms: number): number {
    return ms;
  }
}
