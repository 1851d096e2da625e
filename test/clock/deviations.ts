import type { World } from './world';

type Seen = World['seen'];

/** What must not be; each is counted. */
export const FAILURES = [
  'sent twice',
  'never sent',
  'lost',
  'entered twice',
  'too late',
  'too early',
  'otherwise',
] as const;
export type Failure = (typeof FAILURES)[number];

export interface Deviation {
  failure: Failure;
  what: string;
}

/** No pause of ours is prolonged, or cut short, by as much. */
const TOLERANCE_MS = 30_000;

/** How a world whose clock was set differs from one whose clock was not. */
export function deviations(control: Seen, seen: Seen): Deviation[] {
  const names = new Set([...control, ...seen].map(({ what }) => what));
  return [...names].flatMap((what) => compare(what, timesOf(control, what), timesOf(seen, what)));
}

function compare(what: string, expected: number[], actual: number[]): Deviation[] {
  if (actual.length > expected.length) return [{ failure: tooOften(what), what }];
  if (actual.length < expected.length) return [{ failure: tooSeldom(what), what }];
  return actual.flatMap((at, index): Deviation[] => {
    const by = at - (expected[index] ?? 0);
    if (Math.abs(by) <= TOLERANCE_MS) return [];
    return [{ failure: by > 0 ? 'too late' : 'too early', what: `${what} (by ${Math.round(by / 1_000)} s)` }];
  });
}

function tooOften(what: string): Failure {
  if (what.startsWith('called')) return 'sent twice';
  return what.startsWith('offered') ? 'entered twice' : 'otherwise';
}

function tooSeldom(what: string): Failure {
  if (what.startsWith('called')) return 'never sent';
  return what.startsWith('offered') ? 'lost' : 'otherwise';
}

function timesOf(seen: Seen, name: string): number[] {
  return seen.filter(({ what }) => what === name).map(({ at }) => at);
}
