import { setTimeout as pause } from 'node:timers/promises';
import { Activity } from '../support/activity';

/** Ends what never comes, and is far beyond what a busy machine takes: no test relies on it. */
const LIMIT_MS = 60_000;

/** Resolves as soon as `condition` holds; fails with `what` if it does not become true. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(1);
  }
}

const activity = new Activity();

/** Resolves when nothing is under way on loopback or disk any more: what has not happened by then does not happen. */
export function settle(): Promise<void> {
  return activity.rest();
}
