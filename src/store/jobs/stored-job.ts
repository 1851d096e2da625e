import { compact } from '../../domain/compact';
import type { Job } from '../../domain/job';
import type { JobHead } from '../job-store';
import { keyOf } from '../path';
import { without } from '../events/stored-event';

/** A job as it is kept. */
export type StoredJob = Job & StoredFields;

interface StoredFields {
  seq: number;
  /** Every provider id that its calls had, in lower case: late words about an earlier one still find it. */
  providerIds: string[];
  /** The key that it was submitted under; a later job may have taken it over. */
  identity?: string;
}

export const JOB = 'job';

export function jobKey(id: string): string {
  return keyOf(JOB, id);
}

export function toJob(job: StoredJob): Job {
  return without(job, 'seq', 'providerIds', 'identity');
}

export function toJobHead({
  id,
  seq,
  order,
  state,
  attempt,
  submittedAt,
  dueAt,
  giveUpAt,
  callAt,
}: StoredJob): JobHead {
  const { kind, to } = order;
  return compact<JobHead>({ id, seq, kind, to, state, attempt, submittedAt, giveUpAt, dueAt, callAt });
}
