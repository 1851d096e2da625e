import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Machine } from '../../src/domain/steady-time';

const LOOK_EVERY_MS = 1_000;
/** Less is rounding. */
const SLEPT_MS = 2_000;

/** The machine that Node-RED runs on. None of it but `wall` follows the wall clock. */
export function thisMachine(): Machine {
  return { wall: () => Date.now(), lived: createLived(), uptime: uptimeMs, boot: bootId() };
}

/** Node's own measure stands still while Linux sleeps, and goes on elsewhere. */
function createLived(): () => number {
  if (process.platform !== 'linux') return () => performance.now();
  const startedAt = uptimeMs() - performance.now();
  let lookedAt = -Infinity;
  let slept = 0;
  return () => {
    const awake = performance.now();
    if (awake - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = awake;
      const missed = uptimeMs() - startedAt - awake;
      if (missed - slept > SLEPT_MS) slept = missed;
    }
    return awake + slept;
  };
}

/** Some containers do not tell: then it is only certain that this process runs. */
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
