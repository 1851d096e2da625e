import { SteadyTime } from './steady-time';

/** A running timer. Cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the engine sees it; tests inject their own clock, so that nothing sleeps. `timeScale` in settings.js divides
 * every wait: callers pass real durations and never scale them. Only the time that others get to answer has a lower
 * limit: `forAnswer`.
 */
export interface Clock {
  /**
   * Steady ms: advances with real time, also across restarts, whatever happens to the wall clock. Leases, waits and
   * expiry times are stored and compared in it. For times that people read use `wallAt`.
   */
  now(): number;
  /** Wall clock in ms, for people only: nothing may wait for it. */
  wall(): number;
  /** Converts a time of `now` to the wall clock. */
  wallAt(at: number): number;
  /**
   * The provider's clock, as its last answer showed it, or else the
   * wall clock. A provider's times are compared with it.
   */
  theirs(): number;
  /** Monotonic ms of this process, for measuring how long something took. */
  monotonic(): number;
  /** Takes note of the provider's clock at this moment; undefined: its answer did not say. */
  noteTheirs(theirs: number | undefined): void;
  /**
   * False after the machine was started, until a provider has answered:
   * `now` may lag by the time that the machine was off.
   */
  readonly isSure: boolean;
  /** A real duration, in ms of this clock. */
  scaled(ms: number): number;
  /** Calls `fn` after a real duration of `ms`, which is scaled here. `fn` must not throw or reject. */
  after(ms: number, fn: () => void): Timer;
}

/** The steady time in a real duration of `ms` from now. */
export function fromNow(clock: Pick<Clock, 'now' | 'scaled'>, ms: number): number {
  return clock.now() + clock.scaled(ms);
}

/** Other systems do not get faster with our time scale, and a busy machine stalls for a moment. */
const LEAST_ANSWER_MS = 5_000;

/** The real duration `ms` as a wait for somebody else's answer, which no scale makes shorter than `LEAST_ANSWER_MS`. */
export function forAnswer(clock: Pick<Clock, 'scaled'>, ms: number): number {
  return Math.max(ms, Math.min(ms, LEAST_ANSWER_MS) / clock.scaled(1));
}

/** The real duration left until `at`; 0 once it has passed. */
export function leftUntil(clock: Pick<Clock, 'now' | 'scaled'>, at: number): number {
  return Math.max(at - clock.now(), 0) / clock.scaled(1);
}

/** How long to wait until `at` has certainly passed. */
export function waitUntil(clock: Pick<Clock, 'now'>, at: number): number {
  return Math.max(at - clock.now(), 0) + 1;
}

/** Node cannot wait longer than this in one go; a longer wait would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * `time`: the store's time; by default a time of this process alone.
 * `hasProviderTime`: the provider says what time it is.
 */
export function systemClock(timeScale = 1, time = new SteadyTime(), { hasProviderTime = true } = {}): Clock {
  const scaled = (ms: number): number => ms / timeScale;
  let ahead: number | undefined;
  return {
    now: () => time.now(),
    wall: () => time.wall(),
    wallAt: (at) => time.wallAt(at),
    monotonic: () => performance.now(),
    theirs: () => (ahead === undefined ? time.wall() : time.now() + ahead),
    noteTheirs(theirs) {
      if (hasProviderTime) time.noteTheirs(theirs);
      if (theirs !== undefined) ahead = theirs - time.now();
    },
    get isSure() {
      return !hasProviderTime || time.isSure;
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
