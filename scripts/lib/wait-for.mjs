import { setTimeout as sleep } from 'node:timers/promises';

/** Asks `probe` again until it gives something truthy, and resolves with that. Throws, naming `what`, after `timeoutMs`. */
export async function waitFor(what, probe, { timeoutMs = 30_000, intervalMs = 100 } = {}) {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const found = await probe();
    if (found) return found;
    await sleep(intervalMs);
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
}
