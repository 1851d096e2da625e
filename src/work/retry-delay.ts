const FIRST_MS = 1_000;
const LAST_MS = 10 * 60_000;

/** Growing pauses with jitter, so that many items that failed together do not come back together. */
export function retryDelayMs(failures: number, random: () => number): number {
  const limit = Math.min(LAST_MS, FIRST_MS * 2 ** failures);
  return limit / 2 + (random() * limit) / 2;
}
