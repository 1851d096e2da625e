export interface Growth {
  firstMs?: number;
  /** No wait is longer. */
  capMs?: number;
  /** The part of the wait that is not random: 0 spreads what failed together most, 0.5 keeps waits growing visibly. */
  least?: number;
}

/** A shorter wait would be pointless. */
const FLOOR_MS = 250;

/**
 * The wait in ms after so many failures in a row: doubled each time up to a cap, and spread at random (0 ≤ x < 1), so
 * that after an outage a thousand clients, or items, do not come back all at once.
 */
export function backoffMs(failures: number, random: () => number, growth: Growth = {}): number {
  const { firstMs = 1_000, capMs = 60_000, least = 0 } = growth;
  const most = Math.min(capMs, firstMs * 2 ** failures);
  return Math.max(FLOOR_MS, Math.round(most * least + random() * most * (1 - least)));
}

/** The wait before one item is tried again; each item counts its own failures. */
export function retryDelayMs(failures: number, random: () => number): number {
  return backoffMs(failures, random, { capMs: 10 * 60_000, least: 0.5 });
}

const CONFIRM_MS = 30_000;
const PROBE_MS = 30 * 60_000;

/**
 * How long to leave a service alone after it refused our credentials for the nth time in a row: first one try to
 * confirm it, because services refuse by mistake while they restart, then so rarely that no account gets locked.
 */
export function authProbeMs(refusals: number): number {
  return refusals <= 1 ? CONFIRM_MS : PROBE_MS;
}
