import type { Connection } from './wire';

/** The number of items that need a person, by connection. */
export type Attention = Record<string, number>;

const LISTS = ['dead', 'unknown'];

export function attentionOf(connections: Connection[]): Attention {
  const counted = connections.map(({ id, counts }): [string, number] => [
    id,
    LISTS.reduce((sum, name) => sum + (counts[name] ?? 0), 0),
  ]);
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

export function totalOf(attention: Attention): number {
  return Object.values(attention).reduce((sum, count) => sum + count, 0);
}

/** True if any connection has more such items than the user was notified of. */
export function hasGrown(attention: Attention, notified: Attention): boolean {
  return Object.entries(attention).some(([id, count]) => count > (notified[id] ?? 0));
}
