import type { Activity } from './activity';
import type { FakeClock } from './fake-clock';

/** Fails a wait that never ends; no test relies on it. */
const LIMIT_MS = 60_000;

interface World {
  clock: FakeClock;
  activity: Activity;
}

/** Lets time pass from one timer to the next, and each time waits until everything rests. */
export async function passTime({ clock, activity }: World, ms: number): Promise<void> {
  const end = clock.monotonic() + ms;
  await activity.rest();
  for (let left = ms; left > 0; left = end - clock.monotonic()) {
    clock.advance(Math.min(left, clock.untilNext));
    await activity.rest();
  }
}

/** Like `passTime`, until `holds` is true, in steps of at most `stepMs`. */
export async function passUntil(
  world: World,
  what: string,
  holds: () => boolean | Promise<boolean>,
  stepMs = 1_000,
): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  await world.activity.rest();
  while (!(await holds())) {
    await passTime(world, Math.min(stepMs, Math.max(1, world.clock.untilNext)));
    if (performance.now() > limit) throw new Error(`time passed in vain until ${what}`);
  }
}
