import { SteadyTime } from './steady-time';

/** A running timer. Cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the engine sees it; tests inject their own, so nothing sleeps.
 * `timeScale` of settings.js divides every wait: a caller passes real durations and never scales itself. Only the time
 * that others are given to answer has a lower limit: `forAnswer`.
 */
export interface Clock {
  /**
   * Steady ms: grows as time passes, whatever is done to the wall clock, also over a restart. All that waits, runs out or
   * has been long enough is stored and compared by it. For people there is `wallAt`.
   */
  now(): number;
  /** Wall clock in ms: what people read. Nothing waits for it. */
  wall(): number;
  /** How a time of `now` reads on the wall clock. */
  wallAt(at: number): number;
  /** The provider's clock, as its last answer told it, else the wall clock: what its times are compared with. */
  theirs(): number;
  /** Monotonic ms of this process, for measuring how long something took. */
  monotonic(): number;
  /** The provider's clock at this moment; undefined: it answered without saying. */
  hear(theirs: number | undefined): void;
  /** False after a start of the machine, until a provider was heard: `now` may be behind by the time that it was off. */
  readonly isSure: boolean;
  /** A real duration as this clock lets it pass. */
  scaled(ms: number): number;
  /** Calls `fn` after a real duration of `ms` (scaled). `fn` must not throw or reject. */
  after(ms: number, fn: () => void): Timer;
}

/** In a real duration of `ms`, as every wait is counted. */
export function fromNow(clock: Pick<Clock, 'now' | 'scaled'>, ms: number): number {
  return clock.now() + clock.scaled(ms);
}

/** No time scale makes others faster, and on a busy machine they stand still for a moment. */
const LEAST_ANSWER_MS = 5_000;

/** The real duration `ms` as a wait for somebody else's answer, which no scale makes shorter than `LEAST_ANSWER_MS`. */
export function forAnswer(clock: Pick<Clock, 'scaled'>, ms: number): number {
  return Math.max(ms, Math.min(ms, LEAST_ANSWER_MS) / clock.scaled(1));
}

/** The real duration that is left until `at`; 0 where that is over. */
export function leftUntil(clock: Pick<Clock, 'now' | 'scaled'>, at: number): number {
  return Math.max(at - clock.now(), 0) / clock.scaled(1);
}

/** How long to wait until it is surely past `at`. */
export function waitUntil(clock: Pick<Clock, 'now'>, at: number): number {
  return Math.max(at - clock.now(), 0) + 1;
}

/** Node cannot wait longer than this in one go; a longer wait would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** `time`: of the store; without one it is that of this process alone. `isTold`: the provider knows what time it is. */
export function systemClock(timeScale = 1, time = new SteadyTime(), { isTold = true } = {}): Clock {
  const scaled = (ms: number): number => ms / timeScale;
  let ahead: number | undefined;
  return {
    now: () => time.now(),
    wall: () => time.wall(),
    wallAt: (at) => time.wallAt(at),
    monotonic: () => performance.now(),
    theirs: () => (ahead === undefined ? time.wall() : time.now() + ahead),
    hear(theirs) {
      if (isTold) time.hear(theirs);
      if (theirs !== undefined) ahead = theirs - time.now();
    },
    get isSure() {
      return !isTold || time.isSure;
    },
    scaled,
    after(ms, fn) {
      const handle = setTimeout(fn, Math.min(scaled(ms), MAX_TIMEOUT_MS));
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
