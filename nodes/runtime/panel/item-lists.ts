import type { ConnectionCounts } from '../../../src/connection/connection';
import type { Deployed } from '../deployed';
import { eventsIn, jobsIn, quarantine, type ItemSource } from './item-sources';

export const LISTS = ['open', 'waiting', 'dead', 'unknown', 'skipped', 'quarantined', 'sending'] as const;

export type ListName = (typeof LISTS)[number];

/** What a list is made of, part by part. undefined while the account is not known: then there is nothing. */
export function sourcesOf(list: ListName, { home, connection }: Deployed): ItemSource[] {
  const { scope } = connection;
  if (scope === undefined) return [];
  const from = { home, connection, scope };
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

/** How many there are in each list: counted as they change, never by reading them. */
export function totalsOf({ jobs, ...events }: ConnectionCounts): Record<ListName, number> {
  return {
    open: events.offered,
    waiting: events.redeliver + events.fetching + events.new + events.parked,
    ...{ dead: events.dead, skipped: events.skipped, quarantined: events.quarantined },
    unknown: jobs.unknown,
    sending: jobs.queued + jobs.sending + jobs.accepted,
  };
}

export function isListName(value: unknown): value is ListName {
  return LISTS.some((list) => list === value);
}
