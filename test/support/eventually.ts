import { setTimeout as pause } from 'node:timers/promises';

/** Fails a wait that never ends. Far longer than a busy machine needs, so no test relies on it. */
const LIMIT_MS = 60_000;

/** Calls `ask` until it returns neither false nor undefined, and returns that. Fails with `what` if it never does. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(2);
  }
}
