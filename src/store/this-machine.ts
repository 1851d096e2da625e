import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Machine } from '../domain/steady-time';

/** The machine that Node-RED runs on. Only `wall` follows the wall clock. */
export function thisMachine(): Machine {
  const awake = (): number => performance.now();
  // Node's own clock stops while Linux sleeps, but not while other systems sleep.
  const lived = process.platform === 'linux' ? withSleep(awake, uptimeMs) : awake;
  return { wall: () => Date.now(), lived, uptime: uptimeMs, boot: bootId() };
}

const LOOK_EVERY_MS = 1_000;
/** Smaller differences are rounding. */
const SLEPT_MS = 2_000;

/** Adds the machine's sleep, which is checked rarely because the uptime is read from a file. */
export function withSleep(awake: () => number, up: () => number): () => number {
  const startedAt = up() - awake();
  let lookedAt = -Infinity;
  let slept = 0;
  return () => {
    const now = awake();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      const missed = up() - startedAt - now;
      if (missed - slept > SLEPT_MS) slept = missed;
    }
    return now + slept;
  };
}

/** Some containers do not reveal the uptime: then it is only certain that this process runs. */
function uptimeMs(): number {
  try {
    return uptime() * 1_000;
  } catch {
    return performance.now();
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
