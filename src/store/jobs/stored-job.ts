import { compact } from '../../domain/compact';
import type { Job } from '../../domain/job';
import type { JobHead } from '../job-store';
import { keyOf } from '../path';
import { without } from '../../domain/without';

/** A job as it is stored. */
export type StoredJob = Job & StoredFields;

interface StoredFields {
  seq: number;
  /** The provider ids of all its calls, in lower case, so that a late status of an earlier call finds the job. */
  providerIds: string[];
  /** The key under which it was submitted; a later job may have taken it over. */
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
