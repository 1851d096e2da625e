import { keyOf } from '../path';

/** The prefix of all counters of a group. */
export function countersOf(group: string): string {
  return keyOf('count', group);
}

export function counterKey(group: string, name: string): string {
  return keyOf('count', group, name);
}
