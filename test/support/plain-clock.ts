import type { Clock, Timer } from '../../src/domain/clock';

/** What a clock needs beside its time, where the wall clock is never set and nobody is heard. */
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

  hear(): void {
    // Nobody asks.
  }

  scaled(ms: number): number {
    return ms;
  }
}
