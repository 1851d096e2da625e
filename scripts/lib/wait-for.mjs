import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond what a busy machine takes. */
const TIMEOUT_MS = 2 * 60_000;

/**
 * Calls `probe` until it returns something truthy, and resolves with that. Rejects, naming `what`, after `timeoutMs`.
 */
export async function waitFor(what, probe, { timeoutMs = TIMEOUT_MS, intervalMs = 100 } = {}) {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const found = await probe();
    if (found) return found;
    await sleep(intervalMs);
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
}
