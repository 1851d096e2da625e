/** From 0 up to 1; the same numbers for the same seed, so that a run that went wrong can be had again. */
export type Random = () => number;

/** Of this run; `PUSHLINE_RIG_SEED` has one again. Each thing that goes on by itself draws from a generator of its own. */
export const SEED = Number(process.env['PUSHLINE_RIG_SEED'] ?? Math.floor(Math.random() * 1e6));

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<const All extends readonly [unknown, ...unknown[]]>(random: Random, all: All): All[number] {
  return all[Math.floor(random() * all.length)] ?? all[0];
}

export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

export function shuffled<T>(random: Random, all: readonly T[]): T[] {
  const rest = [...all];
  return all.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
