import { setTimeout as pause } from 'node:timers/promises';

/** Ends what never comes, and is far beyond what a busy machine takes: no test relies on it. */
const LIMIT_MS = 20_000;
const LONG_MS = 30_000;

/** Asks again and again until the answer is neither false nor undefined, and returns it; fails with `what` if it never is. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = LIMIT_MS,
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(2);
  }
}

/** The same, for what takes whole leases, or the start of a process: on a busy machine that may be long. */
export function inTheEnd<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  return eventually(what, ask, LONG_MS);
}
