import type { Activity } from './activity';
import type { FakeClock } from './fake-clock';

/** Ends what never comes; no test relies on it. */
const LIMIT_MS = 60_000;

interface World {
  clock: FakeClock;
  activity: Activity;
}

/** Lets time pass from one thing that happens to the next, each time after all that follows from it. */
export async function passTime({ clock, activity }: World, ms: number): Promise<void> {
  const end = clock.monotonic() + ms;
  await activity.rest();
  for (let left = ms; left > 0; left = end - clock.monotonic()) {
    clock.advance(Math.min(left, clock.untilNext));
    await activity.rest();
  }
}

/** The same until it holds, a step at a time where nothing happens. */
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
