import type { Scope } from '../../../domain/event-key';
import type { Job, JobState } from '../../../domain/job';
import type { DueJobs, JobCounts, JobHead, JobStore } from '../../job-store';
import { readCounter } from '../counters';
import { below, beyond, numberAfter, upTo } from '../key-space';
import type { Reader } from '../reader';
import { jobCounter, jobQueue, jobsDue, jobsOfProviderId, untoldOf } from './job-placement';
import { loadJob, toJob } from './stored-job';

export async function readJob(reader: Reader, id: string): Promise<Job | undefined> {
  const job = await loadJob(reader, id);
  return job && toJob(job);
}

export async function readJobByProviderId(reader: Reader, scope: Scope, providerId: string): Promise<Job | undefined> {
  const range = below(jobsOfProviderId(scope, providerId));
  const [last] = await reader.page({ ...range, limit: 1, reverse: true });
  return last && readJob(reader, last[1]);
}

export async function readDueJobs(reader: Reader, { scope, state, now, limit }: DueJobs): Promise<JobHead[]> {
  const entries = await reader.page({ ...upTo(jobsDue(scope, state), now), limit });
  return entries.map(([, head]) => JSON.parse(head) as JobHead);
}

export async function readNextDueJob(
  reader: Reader,
  scope: Scope,
  states: readonly JobState[],
): Promise<number | undefined> {
  const firsts = await Promise.all(
    states.map(async (state) => {
      const [first] = await reader.page({ ...below(jobsDue(scope, state)), limit: 1 });
      return first && numberAfter(jobsDue(scope, state), first[0]);
    }),
  );
  const times = firsts.filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

type JobList = Parameters<JobStore['list']>[0];

export async function readJobs(reader: Reader, { scope, state, after = 0, limit }: JobList): Promise<JobHead[]> {
  const entries = await reader.page({ ...beyond(jobQueue(scope, state), after), limit });
  return entries.map(([, head]) => JSON.parse(head) as JobHead);
}

export async function readUntold(reader: Reader, scope: Scope, node: string, limit: number): Promise<string[]> {
  const entries = await reader.page({ ...below(untoldOf(scope, node)), limit });
  return entries.map(([, id]) => id);
}

const NAMES = ['queued', 'sending', 'accepted', 'unknown', 'finished', 'untold'] as const;

export async function readJobCounts(reader: Reader, scope: Scope): Promise<JobCounts> {
  const counts = await Promise.all(NAMES.map((name) => readCounter(reader, scope, jobCounter(name))));
  const entries = NAMES.map((name, index) => [name, counts[index] ?? 0] as const);
  return Object.fromEntries(entries) as JobCounts;
}
