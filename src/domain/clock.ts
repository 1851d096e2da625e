/** A running timer. Cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the engine sees it; tests inject their own, so nothing sleeps.
 * `timeScale` of settings.js divides every wait: a caller passes real durations and never scales itself.
 */
export interface Clock {
  /** Wall clock in ms, for stored times only. */
  now(): number;
  /** Monotonic ms, for measuring how long something took. */
  monotonic(): number;
  /** A real duration as this clock lets it pass. */
  scaled(ms: number): number;
  /** Calls `fn` after a real duration of `ms` (scaled). `fn` must not throw or reject. */
  after(ms: number, fn: () => void): Timer;
}

/** Node cannot wait longer than this in one go; a longer wait would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export function systemClock(timeScale = 1): Clock {
  const scaled = (ms: number): number => ms / timeScale;
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
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
