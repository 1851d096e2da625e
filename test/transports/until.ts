import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** Ends what never comes, and is far beyond what a busy machine takes: no test relies on it. */
const LIMIT_MS = 20_000;

/** Resolves as soon as `condition` holds; fails with `what` if it does not become true. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(1);
  }
}

/** Gives everything that is under way on loopback the turns it needs; for asserting that something does not happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i += 1) await turn();
}
