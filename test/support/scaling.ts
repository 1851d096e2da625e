/** Shorter times count as fast, because noise would decide. */
const FLOOR_MS = 60;
/** Four times the input takes a linear reader four times as long, and a quadratic one sixteen times. */
const MOST = 10;

/**
 * Whether `read` takes clearly more than linear time. Compares processor time for one and four times the input, so
 * that other work on the machine makes no difference. Ignores errors.
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
    // A refusal is as good as a result.
  }
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}
