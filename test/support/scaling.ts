/** Below this a reader is quick whatever its growth: noise would decide. */
const FLOOR_MS = 60;
/** Four times the input takes a linear reader four times as long, a quadratic one sixteen times. */
const MOST = 10;

/**
 * Tells whether `read` takes more than its share for four times the input, by the processor's time and not the clock's:
 * what else the machine does makes no difference. What it throws is no concern of this.
 */
export function growsTooFast(
  read: (text: string) => unknown,
  input: (length: number) => string,
  length: number,
): boolean {
  const long = input(4 * length);
  const once = costOf(read, long);
  if (once < FLOOR_MS) return false;
  const slow = Math.min(once, costOf(read, long), costOf(read, long));
  if (slow < FLOOR_MS) return false;
  const short = input(length);
  return slow > MOST * Math.min(costOf(read, short), costOf(read, short), costOf(read, short));
}

function costOf(read: (text: string) => unknown, text: string): number {
  const begun = process.cpuUsage();
  try {
    read(text);
  } catch {
    // Refused: just as good.
  }
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}
