import type { JobIdentity, JobName } from '../job-store';
import { keyOf } from '../path';
import { rowReader } from '../read-row';
import type { Hand, Row } from '../rows';
import type { StoredJob } from './stored-job';

interface Identified {
  id: string;
  content: string;
}

export const readIdentified = rowReader<Identified>('the identity of a job', { id: 'string', content: 'string' });

export function namesOf(identity: JobIdentity | undefined): JobName[] {
  if (identity === undefined) return [];
  const { former, also } = identity;
  return [identity, ...(former ? [former] : []), ...(also ? [also] : [])];
}

/** The job that has this name, and for which content. */
export function named(hand: Hand, { key }: Pick<JobName, 'key'>): Identified | undefined {
  const text = hand.get(identityKey(key));
  return text === undefined ? undefined : readIdentified(text, hand);
}

export function putName(hand: Hand, id: string, { key, content }: JobName): void {
  const before = named(hand, { key });
  hand.replace(before && nameRow(key, before), nameRow(key, { id, content }));
}

/** Forgets a job's identity, unless another job has taken it over. */
export function forgetIdentity(hand: Hand, { id, identity }: StoredJob): void {
  const found = identity === undefined ? undefined : named(hand, { key: identity });
  if (identity !== undefined && found?.id === id) hand.replace(nameRow(identity, found), undefined);
}

export function identityKey(key: string): string {
  return keyOf('job-identity', key);
}

function nameRow(key: string, { id, content }: Identified): Row {
  return { key: identityKey(key), value: JSON.stringify({ id, content } satisfies Identified), places: [] };
}
