import { compact } from '../../domain/compact';
import { hasFailed, type Job } from '../../domain/job';
import { acceptInHand, readsOf } from '../events/receiving';
import type { JobIdentity, JobName, SubmitAllResult, Submission, SubmitResult, Taken } from '../job-store';
import type { Hand, Rows } from '../rows';
import { identityKey, named, namesOf, putName } from './identity';
import { jobInHand, replaceJob } from './job-in-hand';
import { jobKey, toJob, type StoredJob } from './stored-job';

export function submitJob(rows: Rows, submission: Submission): Promise<SubmitResult> {
  return rows.change(readsFor(submission), (hand) => submit(hand, submission));
}

/** Thrown inside a change, so that nothing of it is written. */
class Conflict extends Error {}

export async function submitJobs(rows: Rows, list: readonly Submission[]): Promise<SubmitAllResult> {
  try {
    const taken = await rows.change(list.flatMap(readsFor), (hand) => list.map((each) => submitOrThrow(hand, each)));
    return { outcome: 'stored', taken };
  } catch (error) {
    if (error instanceof Conflict) return { outcome: 'conflict' };
    throw error;
  }
}

function readsFor({ job, identity, says }: Submission): string[] {
  return [jobKey(job.id), ...readsOf(says), ...namesOf(identity).map(({ key }) => identityKey(key))];
}

function submitOrThrow(hand: Hand, submission: Submission): Taken {
  const result = submit(hand, submission);
  if (result.outcome === 'conflict') throw new Conflict();
  return result;
}

function submit(hand: Hand, { job, identity, says }: Submission): SubmitResult {
  const same = jobInHand(hand, job.id);
  if (same !== undefined) return { outcome: 'new', job: toJob(same) };
  const found = identity && identity.join !== 'never' ? find(hand, identity, job.id) : undefined;
  if (found === 'conflict') return { outcome: 'conflict' };
  if (found !== undefined) return join(hand, found, job);
  const added = add(hand, job, identity);
  if (says) acceptInHand(hand, says);
  return added;
}

/** The job to join; also one that `id` has joined before, whatever has become of it since. */
function find(hand: Hand, identity: JobIdentity, id: string): StoredJob | 'conflict' | undefined {
  const names = namesOf(identity);
  for (const name of names) {
    const found = findNamed(hand, name);
    if (found === undefined) continue;
    if (hasJoined(found.job, id)) return found.job;
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

export function findNamed(hand: Hand, name: Pick<JobName, 'key'>): Found | undefined {
  const found = named(hand, name);
  const job = found && jobInHand(hand, found.id);
  return found && job && { job, content: found.content, hasFailed: hasFailed(job) };
}

/** The job's name, unless another job has taken it over. */
export function nameOf(hand: Hand, { id, identity: key }: StoredJob): JobName | undefined {
  const found = key === undefined ? undefined : findNamed(hand, { key });
  return key === undefined || found?.job.id !== id ? undefined : { key, content: found.content };
}

function add(hand: Hand, job: Job, identity: JobIdentity | undefined): Taken {
  const stored: StoredJob = compact({
    ...job,
    seq: hand.nextOrder(),
    providerIds: [],
    identity: identity?.key,
  });
  replaceJob(hand, undefined, stored);
  if (identity !== undefined) putName(hand, job.id, identity);
  return { outcome: 'new', job };
}

export function join(hand: Hand, known: StoredJob, { id, messages }: Pick<Job, 'id' | 'messages'>): Taken {
  if (hasJoined(known, id)) return { outcome: 'joined', job: toJob(known) };
  const joining = messages.map((message) => ({ joinedAs: id, ...message }));
  const joined: StoredJob = { ...known, epoch: known.epoch + 1, messages: [...known.messages, ...joining] };
  replaceJob(hand, known, joined);
  return { outcome: 'joined', job: toJob(joined) };
}

function hasJoined({ messages }: Job, id: string): boolean {
  return messages.some(({ joinedAs }) => joinedAs === id);
}
