import type { Scope } from '../domain/event-key';
import type { JobCounts } from './job-store';
import type { Row, Rows } from './rows';
import type { StateCounts } from './store';

/** `quarantinedBytes` is only for the limit; users see the number of items. */
export type Counter = keyof StateCounts | 'quarantinedBytes' | `job-${keyof JobCounts}`;

/** Counters change in the same commit as the rows, so that nothing ever has to be counted by scanning. */
export function countsFor(scope: Scope, of: Partial<Record<Counter, number>>): NonNullable<Row['counts']> {
  return { group: scope, of };
}

const EVENTS = [
  ...(['fetching', 'new', 'parked', 'offered', 'redeliver', 'dead', 'skipped'] as const),
  ...(['acks', 'quarantined', 'conflicts'] as const),
];
const JOBS = ['queued', 'sending', 'accepted', 'unknown', 'finished', 'untold'] as const;

export async function readCounts(rows: Rows, scope: Scope): Promise<StateCounts> {
  const counts = await rows.counts(scope);
  return Object.fromEntries(EVENTS.map((name) => [name, counts.get(name) ?? 0])) as StateCounts;
}

export async function readJobCounts(rows: Rows, scope: Scope): Promise<JobCounts> {
  const counts = await rows.counts(scope);
  return Object.fromEntries(JOBS.map((name) => [name, counts.get(`job-${name}`) ?? 0])) as JobCounts;
}
