import { MINUTE, type World } from './world';

type Scene<W> = readonly [minute: number, act: (world: W) => unknown];

/** What happens in a world, by minutes; between `before` and `after` the clock is set. */
export interface Script<W extends World = World> {
  open: () => Promise<W>;
  before: readonly Scene<W>[];
  after: readonly Scene<W>[];
  end: number;
}

/** Where the process is when the wall clock is set, at minute 30. */
export const PLACES = [
  'while it runs',
  'between two processes',
  'and back after a restart',
  'while the machine is off',
] as const;
export type Place = (typeof PLACES)[number];

const SET_AT = 30;

/** What happened in a world, and when by the time that really passed; of its jobs and of what was received there. */
export type Played = Pick<World, 'seen' | 'jobs'> & { received: string[] };

export async function play<W extends World>(script: Script<W>, place: Place, stepMs: number): Promise<Played> {
  const world = await script.open();
  try {
    for (const [minute, act] of script.before) await at(world, minute, act);
    await world.until(SET_AT);
    await set(world, place, stepMs);
    for (const [minute, act] of script.after) await at(world, minute, act);
    await world.until(script.end);
    const { seen, jobs, names } = world;
    return { seen, jobs, received: [...names.values()].filter((name) => !jobs.includes(name)) };
  } finally {
    await world.close();
  }
}

async function at<W extends World>(world: W, minute: number, act: (world: W) => unknown): Promise<void> {
  await world.until(minute);
  await act(world);
  await world.activity.rest();
}

async function set(world: World, place: Place, stepMs: number): Promise<void> {
  const { machine } = world;
  switch (place) {
    case 'while it runs':
      machine.wall += stepMs;
      return;
    case 'between two processes':
      await world.stop();
      machine.wall += stepMs;
      await world.pass(MINUTE / 2);
      return world.start();
    case 'and back after a restart':
      machine.wall += stepMs;
      await world.pass(MINUTE / 2);
      await world.stop();
      await world.start();
      await world.until(SET_AT + 0.9);
      machine.wall -= stepMs;
      return;
    case 'while the machine is off':
      await world.stop();
      await world.pass(MINUTE / 2);
      machine.reboot(0, { wallMs: stepMs });
      return world.start();
  }
}
