import type { Deployed } from '../connection/deployed';
import { scopeOf } from '../connection/own-items';
import { eventsIn, jobsIn, quarantine, type ItemSource } from './item-sources';

export const LISTS = ['open', 'waiting', 'dead', 'unknown', 'skipped', 'quarantined', 'sending'] as const;

export type ListName = (typeof LISTS)[number];

/**
 * The sources of a list, in order. Throws `AccountUnknownError` if the list needs the account, which is not known yet.
 */
export function sourcesOf(list: ListName, entry: Deployed): ItemSource[] {
  const from = { ...entry, scope: list === 'sending' ? scopeOf(entry) : entry.connection.knownScope() };
  switch (list) {
    case 'open':
      return [eventsIn('offered', from)];
    case 'waiting':
      return (['redeliver', 'fetching', 'new', 'parked'] as const).map((state) => eventsIn(state, from));
    case 'dead':
    case 'skipped':
      return [eventsIn(list, from)];
    case 'unknown':
      return [jobsIn('unknown', from)];
    case 'sending':
      return (['queued', 'sending', 'accepted'] as const).map((state) => jobsIn(state, from));
    case 'quarantined':
      return [quarantine(from)];
  }
}

/**
 * The length of each list, from counters and never by reading the lists. Until the account is known only the jobs kept
 * until then are counted; the other lists are left out and not 0. Rejects with `StoreError`.
 */
export async function totalsOf(entry: Deployed): Promise<Partial<Record<ListName, number>>> {
  const { store } = entry.home;
  const scope = scopeOf(entry);
  const [events, jobs] = await Promise.all([store.counts(scope), store.jobs.counts(scope)]);
  if (entry.connection.scope === undefined) return { sending: jobs.queued };
  return {
    open: events.offered,
    waiting: events.redeliver + events.fetching + events.new + events.parked,
    dead: events.dead,
    skipped: events.skipped,
    quarantined: events.quarantined,
    unknown: jobs.unknown,
    sending: jobs.queued + jobs.sending + jobs.accepted,
  };
}

export function isListName(value: unknown): value is ListName {
  return LISTS.some((list) => list === value);
}
