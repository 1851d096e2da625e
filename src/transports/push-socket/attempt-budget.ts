import type { Clock } from '../../domain/clock';

/** Spreads connection attempts evenly over time. */
export interface AttemptBudget {
  /** Takes the next free slot and says how many ms it is away; 0 = now. */
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
      // Time that runs backwards is another clock, and slots taken by the last one say nothing on it.
      if (now < lastNow) slot = -Infinity;
      lastNow = now;
      slot = Math.max(slot + spacing, now - (burst - 1) * spacing);
      return Math.max(0, slot - now) / clock.scaled(1);
    },
  };
}

/** All push sockets of this process together: one faulty network must not turn us into a flood at one firewall. */
export const processBudget = createAttemptBudget();
