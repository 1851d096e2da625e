import type { Scope } from '../../domain/event-key';
import type { Job, JobState } from '../../domain/job';
import { firstNumber } from '../events/reading';
import type { DueJobs, JobHead, JobStore, UnreportedJob } from '../job-store';
import { below, beyond, numberAfter, upTo } from '../path';
import { listPage, type Rows } from '../rows';
import { jobQueue, jobsDue, jobsOfProviderId, unreportedOf } from './job-placement';
import { readJobHead, readStoredJob } from './read-job';
import { jobKey, toJob } from './stored-job';

export async function readJob(rows: Rows, id: string): Promise<Job | undefined> {
  return (await readJobsById(rows, [id]))[0];
}

export async function readJobsById(rows: Rows, ids: readonly string[]): Promise<(Job | undefined)[]> {
  const texts = ids.length === 0 ? [] : await rows.get(ids.map(jobKey));
  return texts.map((text) => (text === undefined ? undefined : toJob(readStoredJob(text, rows))));
}

export async function readJobByProviderId(rows: Rows, scope: Scope, providerId: string): Promise<Job | undefined> {
  const range = below(jobsOfProviderId(scope, providerId));
  const [last] = await listPage(rows, { ...range, limit: 1, reverse: true });
  return last && readJob(rows, last[1]);
}

export async function readDueJobs(rows: Rows, { scope, state, now, limit }: DueJobs): Promise<JobHead[]> {
  const page = await listPage(rows, { ...upTo(jobsDue(scope, state), now), limit });
  return page.map(([, head]) => readJobHead(head, rows));
}

export function readNextDueJob(rows: Rows, scope: Scope, states: readonly JobState[]): Promise<number | undefined> {
  return firstNumber(
    rows,
    states.map((state) => jobsDue(scope, state)),
  );
}

type JobList = Parameters<JobStore['list']>[0];

export async function readJobs(rows: Rows, { scope, state, after = 0, limit }: JobList): Promise<JobHead[]> {
  const page = await listPage(rows, { ...beyond(jobQueue(scope, state), after), limit });
  return page.map(([, head]) => readJobHead(head, rows));
}

type Unreported = Parameters<JobStore['unreported']>[0];

export async function readUnreported(
  rows: Rows,
  { scope, node, after = 0, limit }: Unreported,
): Promise<UnreportedJob[]> {
  const place = unreportedOf(scope, node);
  const page = await listPage(rows, { ...beyond(place, after), limit });
  return page.map(([path, id]) => ({ id, seq: numberAfter(place, path) }));
}
