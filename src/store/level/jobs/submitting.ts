import type { Job } from '../../../domain/job';
import type { JobIdentity, JobName, SubmitAllResult, Submission, SubmitResult, Taken } from '../../job-store';
import type { Change } from '../batch-writer';
import { keyOf } from '../key-space';
import { acceptChange } from '../receiving';
import type { View } from '../view';
import { saveJob } from './job-placement';
import { jobKey, loadJob, toJob, type StoredJob } from './stored-job';

interface Identified {
  id: string;
  content: string;
}

export function submitChange({ job, identity, says }: Submission): Change<SubmitResult> {
  const event = says && acceptChange(says);
  const reads = [jobKey(job.id), ...(event?.reads ?? [])];
  return {
    reads: [...reads, ...namesOf(identity).map(({ key }) => identityKey(key))],
    async run(view) {
      const same = await loadJob(view, job.id);
      if (same !== undefined) return { outcome: 'new', job: toJob(same) };
      const found = identity && identity.join !== 'never' ? await find(view, identity) : undefined;
      if (found === 'conflict') return { outcome: 'conflict' };
      if (found !== undefined) return join(view, found, job);
      const added = await add(view, job, identity);
      await event?.run(view);
      return added;
    },
  };
}

/** Thrown within a change, so that nothing of it remains. */
class Conflict extends Error {}

export function submitAllChange(list: readonly Submission[]): Change<Taken[]> {
  const changes = list.map(submitChange);
  return {
    reads: changes.flatMap(({ reads }) => reads),
    async run(view) {
      const taken: Taken[] = [];
      for (const change of changes) {
        const result = await change.run(view);
        if (result.outcome === 'conflict') throw new Conflict();
        taken.push(result);
      }
      return taken;
    },
  };
}

export async function submitAllResult(taken: Promise<Taken[]>): Promise<SubmitAllResult> {
  try {
    return { outcome: 'stored', taken: await taken };
  } catch (error) {
    if (error instanceof Conflict) return { outcome: 'conflict' };
    throw error;
  }
}

function namesOf(identity: JobIdentity | undefined): JobName[] {
  if (identity === undefined) return [];
  const { former, also } = identity;
  return [identity, ...(former ? [former] : []), ...(also ? [also] : [])];
}

async function find(view: View, identity: JobIdentity): Promise<StoredJob | 'conflict' | undefined> {
  const names = namesOf(identity);
  for (const name of names) {
    const found = await findNamed(view, name);
    if (found === undefined) continue;
    const isSame = names.some(({ content }) => content === found.content);
    if (name === identity.also && !isSame) continue;
    if (identity.join === 'always') return isSame ? found.job : 'conflict';
    return isSame && !found.hasFailed ? found.job : undefined;
  }
  return undefined;
}

export interface Found {
  job: StoredJob;
  content: string;
  hasFailed: boolean;
}

/** The job of this name. */
export async function findNamed(view: View, { key }: Pick<JobName, 'key'>): Promise<Found | undefined> {
  const text = await view.get(identityKey(key));
  const named = text === undefined ? undefined : (JSON.parse(text) as Identified);
  const job = named && (await loadJob(view, named.id));
  return named && job && { job, content: named.content, hasFailed: hasFailed(job) };
}

/** The name that is still this job's. */
export async function nameOf(view: View, { id, identity: key }: StoredJob): Promise<JobName | undefined> {
  const found = key === undefined ? undefined : await findNamed(view, { key });
  return key === undefined || found?.job.id !== id ? undefined : { key, content: found.content };
}

export function putName(view: View, id: string, { key, content }: JobName): void {
  view.put(identityKey(key), JSON.stringify({ id, content } satisfies Identified));
}

function hasFailed({ state, status }: Job): boolean {
  return state === 'finished' && ['failed', 'rejected', 'expired', 'cancelled'].includes(status.state);
}

async function add(view: View, job: Job, identity: JobIdentity | undefined): Promise<Taken> {
  const stored: StoredJob = {
    ...job,
    seq: await view.nextPlace(),
    providerIds: [],
    ...(identity !== undefined && { identity: identity.key }),
  };
  await saveJob(view, undefined, stored);
  if (identity !== undefined) putName(view, job.id, identity);
  return { outcome: 'new', job };
}

export async function join(view: View, known: StoredJob, { messages }: Pick<Job, 'messages'>): Promise<Taken> {
  const joined: StoredJob = { ...known, epoch: known.epoch + 1, messages: [...known.messages, ...messages] };
  await saveJob(view, known, joined);
  return { outcome: 'joined', job: toJob(joined) };
}

/** Forgets a job's identity, unless another job has taken it over. */
export async function forgetIdentity(view: View, { id, identity }: StoredJob): Promise<void> {
  if (identity === undefined) return;
  const text = await view.get(identityKey(identity));
  if (text !== undefined && (JSON.parse(text) as Identified).id === id) view.del(identityKey(identity));
}

function identityKey(key: string): string {
  return keyOf('job-identity', key);
}
