import { AccountUnknownError } from '../../../src/domain/errors';
import { scopeBefore, type Scope } from '../../../src/domain/event-key';
import type { Job, JobState } from '../../../src/domain/job';
import { ownJob as jobOf } from '../../../src/outbox/own-job';
import type { EventRow, OpenRow } from '../../../src/store/event-row';
import type { Deployed } from './deployed';

/*
 * One store holds the events and jobs of all connections. Only an item's own connection may show it or do anything with
 * it. Until the account is known it may be impossible to say whose an item is: then these reject with
 * `AccountUnknownError`.
 */

/** The connection's event with this key, open or completed. */
export async function ownEvent({ home, connection }: Deployed, key: string): Promise<EventRow | undefined> {
  const row = await home.store.get(key);
  return row?.scope === connection.knownScope() ? row : undefined;
}

/** undefined also for a completed event, whose content is gone. */
export async function openEvent(entry: Deployed, key: string): Promise<OpenRow | undefined> {
  const row = await ownEvent(entry, key);
  return row?.state === 'completed' ? undefined : row;
}

/** Rejects with `ConfigError` where nobody will ever tell, because another connection serves the account. */
export async function ownJob(entry: Deployed, jobId: string): Promise<Job | undefined> {
  const { id, provider } = entry.settings;
  const { store } = entry.home;
  const keptIn = scopeBefore(provider, id);
  try {
    return await jobOf({ store, provider: { name: provider }, connection: id, scope: scopeOf(entry), keptIn }, jobId);
  } catch (error) {
    if (error instanceof AccountUnknownError) entry.connection.knownScope();
    throw error;
  }
}

/**
 * The scope of the connection's jobs in this state. Before the account is known, jobs accepted since then wait in a scope of their
 * own. Every other list would be a part that looks like the whole, so this throws as `knownScope` does.
 */
export function scopeOfJobs(entry: Deployed, state: JobState): Scope {
  return state === 'queued' ? scopeOf(entry) : entry.connection.knownScope();
}

/** The scope of the connection's items: before the account is known, the one in which its jobs are kept. */
export function scopeOf({ connection, settings }: Deployed): Scope {
  return connection.scope ?? scopeBefore(settings.provider, settings.id);
}
