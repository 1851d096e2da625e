import type { Job } from '../../../domain/job';
import type { EventHead } from '../../event-row';
import { eventRow } from '../../events/placement';
import { rowKey, type StoredEvent } from '../../events/stored-event';
import { jobRow } from '../../jobs/job-placement';
import { jobKey, type StoredJob } from '../../jobs/stored-job';
import { DamageError } from '../damage-error';
import type { Version } from '../files/read-batch';
import { readReadable } from '../files/read-readable';
import { unseal } from '../seal';

/** What can be read of a store's database without opening it. */
export interface Contents {
  events: StoredEvent[];
  jobs: StoredJob[];
  /** All entries, by key. */
  entries: Map<string, string>;
  /** Keys of events, and ids of jobs, that an index still names, and nothing more is left of. */
  lostEvents: string[];
  lostJobs: string[];
  /** Places that events and jobs should have, and have not. */
  lostEntries: number;
  /** Files of which not all can be read. */
  damaged: string[];
}

/** `bare`: values of the first version had no seal. Changes nothing. */
export async function readContents(level: string, bare: boolean): Promise<Contents> {
  const { newest, damaged } = await readReadable(level, (version) => opened(version, bare) !== undefined);
  const entries = new Map<string, string>();
  for (const version of newest.values()) {
    const value = version.value === undefined ? undefined : opened(version, bare);
    if (value !== undefined) entries.set(version.key, value);
  }
  const events = parsed<StoredEvent>(entries, 'row');
  const jobs = parsed<StoredJob>(entries, 'job');
  const expected = [...events.map(eventRow), ...jobs.map(jobRow)].flatMap(({ places }) => places);
  return {
    ...{ events, jobs, entries, damaged },
    lostEvents: parsed<EventHead>(entries, 'state').flatMap(({ key }) => (entries.has(rowKey(key)) ? [] : [key])),
    lostJobs: parsed<Pick<Job, 'id'>>(entries, 'job-state').flatMap(({ id }) => (entries.has(jobKey(id)) ? [] : [id])),
    lostEntries: expected.filter(({ path, shows }) => entries.get(path) !== shows).length,
  };
}

/** undefined: it is not what was written. A deletion has no seal, and nothing to be wrong with. */
function opened({ key, value }: Version, bare: boolean): string | undefined {
  if (value === undefined) return '';
  try {
    return unseal(key, value, { bare });
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}

function parsed<T>(entries: Map<string, string>, kind: string): T[] {
  return [...entries].filter(([key]) => kindOf(key) === kind).map(([, value]) => JSON.parse(value) as T);
}

/** The first part of a key says what its value is. */
export function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
