export interface Backoff {
  /** The next wait in ms: random between the floor and a ceiling that doubles with every call. */
  nextMs(): number;
  reset(): void;
}

export interface BackoffOptions {
  /** 0 ≤ x < 1. */
  random?: () => number;
  firstMs?: number;
  capMs?: number;
  floorMs?: number;
}

/** Full jitter: after an outage a thousand clients come back spread out, not in step. */
export function createBackoff(options: BackoffOptions = {}): Backoff {
  const { random = Math.random, firstMs = 1_000, capMs = 60_000, floorMs = 250 } = options;
  let ceilingMs = Math.min(capMs, firstMs);
  return {
    nextMs() {
      const waitMs = Math.max(floorMs, Math.round(random() * ceilingMs));
      ceilingMs = Math.min(capMs, ceilingMs * 2);
      return waitMs;
    },
    reset() {
      ceilingMs = Math.min(capMs, firstMs);
    },
  };
}

const CONFIRM_MS = 30_000;
const PROBE_MS = 30 * 60_000;

/**
 * How long to leave a service alone that refused our credentials for the nth time running: one confirming try, because
 * services refuse by mistake while they restart, then so seldom that no account gets locked.
 */
export function authProbeMs(refusals: number): number {
  return refusals <= 1 ? CONFIRM_MS : PROBE_MS;
}
