import type { Scope } from '../../domain/event-key';
import type { JobState } from '../../domain/job';
import { countsFor, type Counter } from '../counters';
import { EXPIRY } from '../events/placement';
import { keyOf } from '../path';
import type { Place, Row } from '../rows';
import { jobKey, toJobHead, type StoredJob } from './stored-job';

export function jobQueue(scope: Scope, state: JobState): string {
  return keyOf('job-state', scope, state);
}

export function jobsDue(scope: Scope, state: JobState): string {
  return keyOf('job-due', scope, state);
}

export function unreportedOf(scope: Scope, node: string): string {
  return keyOf('job-untold', scope, node);
}

/**
 * Each job has a place of its own below this: should two jobs ever share an id, removing one does not hide the other.
 */
export function jobsOfProviderId(scope: Scope, providerId: string): string {
  return keyOf('job-provider-id', scope, providerId.toLowerCase());
}

/** A job as a row. Its places and counts follow from the job alone. */
export function jobRow(job: StoredJob): Row {
  const shows = JSON.stringify(toJobHead(job));
  return { key: jobKey(job.id), value: JSON.stringify(job), places: places(job, shows), counts: countsOf(job) };
}

/** The same for removing a row that was read; what lists show of it is not needed. */
export function jobRowBefore(job: StoredJob): Row {
  return { key: jobKey(job.id), value: '', places: places(job, ''), counts: countsOf(job) };
}

function places(job: StoredJob, shows: string): Place[] {
  const { id, scope, state, seq, dueAt, keepUntil = 0, order } = job;
  const found: Place[] = [{ path: keyOf('job-state', scope, state, seq), shows }];
  if (state !== 'finished' && dueAt !== undefined) {
    found.push({ path: keyOf('job-due', scope, state, dueAt, seq), shows });
  }
  for (const node of unreportedNodes(job)) found.push({ path: keyOf('job-untold', scope, node, seq), shows: id });
  for (const providerId of job.providerIds) {
    found.push({ path: keyOf('job-provider-id', scope, providerId, seq), shows: id });
  }
  if (state === 'finished') found.push({ path: keyOf(EXPIRY, keepUntil, 'job', id), shows: jobKey(id) });
  if (state !== 'finished' && order.kind === 'fax') {
    for (const { file } of order.documents) found.push({ path: keyOf('file', file, seq), shows: id });
  }
  return found;
}

function unreportedNodes({ state, messages }: StoredJob): string[] {
  if (state !== 'finished') return [];
  return [...new Set(messages.filter(({ told }) => !told).map(({ node }) => node))];
}

function countsOf(job: StoredJob): NonNullable<Row['counts']> {
  const counts: Partial<Record<Counter, number>> = { [`job-${job.state}`]: 1 };
  if (unreportedNodes(job).length > 0) counts['job-untold'] = 1;
  return countsFor(job.scope, counts);
}
