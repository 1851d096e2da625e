import type { Clock } from '../../domain/clock';

/** Spreads connection attempts evenly over time. */
export interface AttemptBudget {
  /** Takes the next free slot and returns the ms until it; 0 = now. */
  reserveMs(clock: Clock): number;
}

export function createAttemptBudget(options: { perMinute?: number; burst?: number } = {}): AttemptBudget {
  const { perMinute = 60, burst = 20 } = options;
  let slot = -Infinity;
  let lastNow = -Infinity;
  return {
    reserveMs(clock) {
      const now = clock.monotonic();
      const spacing = clock.scaled(60_000 / perMinute);
      // If time runs backwards this is another clock, and the slots taken by the last one mean nothing on it.
      if (now < lastNow) slot = -Infinity;
      lastNow = now;
      slot = Math.max(slot + spacing, now - (burst - 1) * spacing);
      return Math.max(0, slot - now) / clock.scaled(1);
    },
  };
}

/**
 * Shared by all push sockets of this process: on a faulty network their attempts together must not flood a firewall.
 */
export const processBudget = createAttemptBudget();
