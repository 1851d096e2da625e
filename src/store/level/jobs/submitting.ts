import type { Job } from '../../../domain/job';
import type { JobIdentity, JobName, SubmitResult } from '../../job-store';
import type { NewEvent } from '../../event-row';
import type { Change } from '../batch-writer';
import { keyOf } from '../key-space';
import { acceptChange } from '../receiving';
import { nextSequence, SEQUENCE_KEY } from '../sequence';
import type { View } from '../view';
import { saveJob } from './job-placement';
import { jobKey, loadJob, toJob, type StoredJob } from './stored-job';

interface Identified {
  id: string;
  content: string;
}

export function submitChange(
  job: Job,
  identity: JobIdentity | undefined,
  says: NewEvent | undefined,
): Change<SubmitResult> {
  const event = says && acceptChange(says);
  const reads = [SEQUENCE_KEY, jobKey(job.id), ...(event?.reads ?? [])];
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

function namesOf(identity: JobIdentity | undefined): JobName[] {
  if (identity === undefined) return [];
  return identity.former === undefined ? [identity] : [identity, identity.former];
}

async function find(view: View, identity: JobIdentity): Promise<StoredJob | 'conflict' | undefined> {
  const names = namesOf(identity);
  for (const { key } of names) {
    const text = await view.get(identityKey(key));
    const named = text === undefined ? undefined : (JSON.parse(text) as Identified);
    const job = named && (await loadJob(view, named.id));
    if (named === undefined || job === undefined) continue;
    const isSame = names.some(({ content }) => content === named.content);
    if (identity.join === 'always') return isSame ? job : 'conflict';
    return isSame && !hasFailed(job) ? job : undefined;
  }
  return undefined;
}

function hasFailed({ state, status }: Job): boolean {
  return state === 'finished' && ['failed', 'rejected', 'expired', 'cancelled'].includes(status.state);
}

async function add(view: View, job: Job, identity: JobIdentity | undefined): Promise<SubmitResult> {
  const stored: StoredJob = {
    ...job,
    seq: await nextSequence(view),
    providerIds: [],
    ...(identity !== undefined && { identity: identity.key }),
  };
  await saveJob(view, undefined, stored);
  if (identity !== undefined) {
    view.put(identityKey(identity.key), JSON.stringify({ id: job.id, content: identity.content } satisfies Identified));
  }
  return { outcome: 'new', job };
}

async function join(view: View, known: StoredJob, { messages }: Job): Promise<SubmitResult> {
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
