import type { Scope } from '../../domain/event-key';
import type { JobCounts } from '../job-store';
import type { StateCounts } from '../store';
import { below, keyOf } from './key-space';
import type { Reader } from './reader';
import type { View } from './view';

/** `quarantinedBytes` only serves the limit; users see items. */
export type Counter = keyof StateCounts | 'quarantinedBytes' | `job-${keyof JobCounts}`;

export type Counts = Partial<Record<Counter, number>>;

const NONE: StateCounts = {
  fetching: 0,
  new: 0,
  parked: 0,
  offered: 0,
  redeliver: 0,
  dead: 0,
  skipped: 0,
  acks: 0,
  quarantined: 0,
  conflicts: 0,
};

export function counterKey(scope: Scope, counter: Counter): string {
  return keyOf('count', scope, counter);
}

export async function readCounter(reader: Reader, scope: Scope, counter: Counter): Promise<number> {
  return Number((await reader.get(counterKey(scope, counter))) ?? 0);
}

/** Counts are part of the batch that changes what they count, so nothing is ever counted by scanning. */
export function addCounts(view: View, scope: Scope, change: Counts): void {
  for (const [counter, difference] of Object.entries(change) as [Counter, number][]) {
    if (difference !== 0) view.add(counterKey(scope, counter), difference);
  }
}

export async function readCounts(reader: Reader, scope: Scope): Promise<StateCounts> {
  const prefix = keyOf('count', scope);
  const counts = { ...NONE };
  for (const [key, value] of await reader.page({ ...below(prefix), limit: 100 })) {
    const counter = key.slice(prefix.length + 1);
    if (isShown(counter)) counts[counter] = Number(value);
  }
  return counts;
}

function isShown(counter: string): counter is keyof StateCounts {
  return Object.hasOwn(NONE, counter);
}
