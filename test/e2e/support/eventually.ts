import { setTimeout as pause } from 'node:timers/promises';

/** Far beyond what a busy machine takes: it ends what never comes, and no test relies on it. */
const LIMIT_MS = 2 * 60_000;

/** Asks again and again until it holds; what another process does has no event to wait for. */
export async function eventually(what: string, holds: () => Promise<boolean>, timeoutMs = LIMIT_MS): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  const doesHold = (): Promise<boolean> => {
    cause = undefined;
    return holds().catch((error: unknown) => {
      cause = error;
      return false;
    });
  };
  while (!(await doesHold())) {
    if (performance.now() > deadline) throw new Error(inVain(what, timeoutMs, cause), { cause });
    await pause(100);
  }
}

function inVain(what: string, ms: number, cause: unknown): string {
  const why = cause instanceof Error ? `; at last: ${cause.message}` : '';
  return `not within ${ms / 1_000} s: ${what}${why}`;
}
