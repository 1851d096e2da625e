import { scopeBefore, type Scope } from '../../../src/domain/event-key';
import type { Job } from '../../../src/domain/job';
import type { EventRow, OpenRow } from '../../../src/store/event-row';
import type { Deployed } from './deployed';

/**
 * One store holds the events and jobs of all connections, and only an item's own can do anything with it, and may show it.
 */

export async function ownEvent({ home, connection }: Deployed, key: string): Promise<EventRow | undefined> {
  const row = await home.store.get(key);
  return row?.scope === connection.scope ? row : undefined;
}

/** undefined also where it is closed, and its content gone. */
export async function openEvent(entry: Deployed, key: string): Promise<OpenRow | undefined> {
  const row = await ownEvent(entry, key);
  return row?.state === 'completed' ? undefined : row;
}

export async function ownJob(entry: Deployed, id: string): Promise<Job | undefined> {
  const job = await entry.home.store.jobs.get(id);
  return job?.scope === scopeOf(entry) ? job : undefined;
}

/** Under which its items are: before the account is known there may be jobs already. */
export function scopeOf({ connection, settings }: Deployed): Scope {
  return connection.scope ?? scopeBefore(settings.provider, settings.id);
}
