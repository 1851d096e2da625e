import type { Scope } from '../../../domain/event-key';
import type { JobState } from '../../../domain/job';
import type { JobCounts } from '../../job-store';
import { addCounts, type Counts } from '../counters';
import { keepDocument } from '../kept-documents';
import { keyOf } from '../key-space';
import { EXPIRY } from '../placement';
import type { Entry } from '../reader';
import type { View } from '../view';
import { jobKey, toJobHead, type StoredJob } from './stored-job';

export function jobQueue(scope: Scope, state: JobState): string {
  return keyOf('job-state', scope, state);
}

export function jobsDue(scope: Scope, state: JobState): string {
  return keyOf('job-due', scope, state);
}

export function untoldOf(scope: Scope, node: string): string {
  return keyOf('job-untold', scope, node);
}

/** Each job has its own entry below: if two ever had one id, the end of one must not hide the other. */
export function jobsOfProviderId(scope: Scope, providerId: string): string {
  return keyOf('job-provider-id', scope, providerId.toLowerCase());
}

/** The counter of a job state beside those of events. */
export function jobCounter<S extends keyof JobCounts>(name: S): `job-${S}` {
  return `job-${name}`;
}

/** Everything that the indexes hold of a job: a pure function of it. */
export function jobEntries(job: StoredJob, head = JSON.stringify(toJobHead(job))): Entry[] {
  const { id, scope, state, seq, dueAt, keepUntil = 0, order } = job;
  const entries: Entry[] = [[keyOf('job-state', scope, state, seq), head]];
  if (state !== 'finished' && dueAt !== undefined) entries.push([keyOf('job-due', scope, state, dueAt, seq), head]);
  for (const node of untoldNodes(job)) entries.push([keyOf('job-untold', scope, node, seq), id]);
  for (const providerId of job.providerIds) entries.push([keyOf('job-provider-id', scope, providerId, seq), id]);
  if (state === 'finished') entries.push([keyOf(EXPIRY, keepUntil, 'job', id), jobKey(id)]);
  if (state !== 'finished' && order.kind === 'fax') {
    for (const { file } of order.documents) entries.push([keyOf('file', file, seq), id]);
  }
  return entries;
}

function untoldNodes({ state, messages }: StoredJob): string[] {
  if (state !== 'finished') return [];
  return [...new Set(messages.filter(({ told }) => !told).map(({ node }) => node))];
}

function countsOf(job: StoredJob): Counts {
  return { [jobCounter(job.state)]: 1, [jobCounter('untold')]: untoldNodes(job).length > 0 ? 1 : 0 };
}

/** Replaces a job with what it became, with its indexes and counters. */
export async function saveJob(view: View, before: StoredJob | undefined, after: StoredJob | undefined): Promise<void> {
  for (const [key] of before ? jobEntries(before, '') : []) view.del(key);
  for (const [key, value] of after ? jobEntries(after) : []) view.put(key, value);
  if (after !== undefined) view.put(jobKey(after.id), JSON.stringify(after));
  else if (before !== undefined) view.del(jobKey(before.id));
  for (const scope of new Set([before?.scope, after?.scope])) {
    const of = (job: StoredJob | undefined): StoredJob | undefined => (job?.scope === scope ? job : undefined);
    if (scope !== undefined) addCounts(view, scope, difference(of(before), of(after)));
  }
  if (after?.state === 'finished') await keepDocuments(view, before, after);
}

/** The flow may still read what was faxed, also after a late word about a job that had ended. */
async function keepDocuments(view: View, before: StoredJob | undefined, after: StoredJob): Promise<void> {
  const { order, documentUntil = 0 } = after;
  if (order.kind === 'sms') return;
  if (before?.state === 'finished' && before.documentUntil === documentUntil) return;
  for (const { file } of order.documents) await keepDocument(view, file, documentUntil);
}

function difference(before: StoredJob | undefined, after: StoredJob | undefined): Counts {
  const [old, fresh] = [before ? countsOf(before) : {}, after ? countsOf(after) : {}];
  const names = [...Object.keys(old), ...Object.keys(fresh)] as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, (fresh[name] ?? 0) - (old[name] ?? 0)]));
}
