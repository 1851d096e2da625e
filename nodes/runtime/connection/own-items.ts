import { scopeBefore, type Scope } from '../../../src/domain/event-key';
import type { Job, JobState } from '../../../src/domain/job';
import { KEPT_STATES, ownJob as jobOf } from '../../../src/outbox/own-job';
import type { EventRow, OpenRow } from '../../../src/store/event-row';
import type { Deployed } from './deployed';

/**
 * One store holds the events and jobs of all connections, and only an item's own can do anything with it, and may show it.
 */

/** Rejects with `AccountUnknownError` while nobody can tell whose it is: so do all of these. */
export async function ownEvent({ home, connection }: Deployed, key: string): Promise<EventRow | undefined> {
  const row = await home.store.get(key);
  return row?.scope === connection.knownScope() ? row : undefined;
}

/** undefined also where it is closed, and its content gone. */
export async function openEvent(entry: Deployed, key: string): Promise<OpenRow | undefined> {
  const row = await ownEvent(entry, key);
  return row?.state === 'completed' ? undefined : row;
}

export function ownJob(entry: Deployed, jobId: string): Promise<Job | undefined> {
  const { id, provider } = entry.settings;
  const { store } = entry.home;
  const keptIn = scopeBefore(provider, id);
  return jobOf({ store, provider: { name: provider }, connection: id, scope: scopeOf(entry), keptIn }, jobId);
}

/** The scope that holds its jobs in this state. Throws `AccountUnknownError` where only the account has such. */
export function scopeOfJobs(entry: Deployed, state: JobState): Scope {
  return KEPT_STATES.includes(state) ? scopeOf(entry) : entry.connection.knownScope();
}

/** Under which its items are: before the account is known there may be jobs already. */
export function scopeOf({ connection, settings }: Deployed): Scope {
  return connection.scope ?? scopeBefore(settings.provider, settings.id);
}
