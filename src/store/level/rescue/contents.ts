import { eventRow } from '../../events/placement';
import { readEventHead, readStoredEvent } from '../../events/read-event';
import { rowKey, type StoredEvent } from '../../events/stored-event';
import { jobRow } from '../../jobs/job-placement';
import { readJobHead, readStoredJob } from '../../jobs/read-job';
import { jobKey, type StoredJob } from '../../jobs/stored-job';
import type { RowReader, Suspicious } from '../../read-row';
import { kindOf, ROW_READERS } from '../../row-kinds';
import { DamageError } from '../damage-error';
import type { Version } from '../files/read-batch';
import { readReadable } from '../files/read-readable';
import { unseal } from '../seal';

/** What is readable in a store's database without opening it. */
export interface Contents {
  events: StoredEvent[];
  jobs: StoredJob[];
  /** All entries, by key. */
  entries: Map<string, string>;
  /** Keys of events and ids of jobs that an index still names, but whose rows are lost. */
  lostEvents: string[];
  lostJobs: string[];
  /** The number of index entries that events and jobs should have, but that are lost. */
  lostEntries: number;
  /** Files that cannot be read completely. */
  damaged: string[];
  /** The number of intact entries that are not as this version writes them, and are left out. */
  unreadable: number;
}

/** `bare`: values of the first version had no seal. Changes nothing. */
export async function readContents(level: string, bare: boolean): Promise<Contents> {
  const { newest, damaged } = await readReadable(level, (version) => opened(version, bare) !== undefined);
  const entries = new Map<string, string>();
  for (const version of newest.values()) {
    const value = version.value === undefined ? undefined : opened(version, bare);
    if (value !== undefined) entries.set(version.key, value);
  }
  const unreadable = leaveOutUnreadable(entries);
  const events = parsed(entries, 'row', readStoredEvent);
  const jobs = parsed(entries, 'job', readStoredJob);
  const expected = [...events.map(eventRow), ...jobs.map(jobRow)].flatMap(({ places }) => places);
  return {
    events,
    jobs,
    entries,
    damaged,
    unreadable,
    lostEvents: parsed(entries, 'state', readEventHead).flatMap(({ key }) => (entries.has(rowKey(key)) ? [] : [key])),
    lostJobs: parsed(entries, 'job-state', readJobHead).flatMap(({ id }) => (entries.has(jobKey(id)) ? [] : [id])),
    lostEntries: expected.filter(({ path, shows }) => entries.get(path) !== shows).length,
  };
}

/** undefined: it is not what was written. A deletion has no seal, and cannot be wrong. */
function opened({ key, value }: Version, bare: boolean): string | undefined {
  if (value === undefined) return '';
  try {
    return unseal(key, value, { bare });
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}

/** Removes entries that are not as this version writes them; returns their number. */
function leaveOutUnreadable(entries: Map<string, string>): number {
  let unreadable = 0;
  for (const [key, text] of entries) {
    const read = ROW_READERS.get(kindOf(key));
    if (read === undefined || readable(text, read) !== undefined) continue;
    entries.delete(key);
    unreadable += 1;
  }
  return unreadable;
}

function parsed<T>(entries: Map<string, string>, kind: string, read: RowReader<T>): T[] {
  return [...entries].flatMap(([key, text]) => (kindOf(key) === kind ? (readable(text, read) ?? []) : []));
}

function readable<T>(text: string, read: RowReader<T>): T | undefined {
  try {
    return read(text, UNREADABLE);
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}

const UNREADABLE: Suspicious = {
  damaged(what) {
    throw new DamageError(what);
  },
};
