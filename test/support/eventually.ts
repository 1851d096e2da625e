import { setTimeout as pause } from 'node:timers/promises';

/** Ends what never comes, and is far beyond what a busy machine takes: no test relies on it. */
const LIMIT_MS = 60_000;

/** Asks again and again until the answer is neither false nor undefined, and returns it; fails with `what` if it never is. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(2);
  }
}
