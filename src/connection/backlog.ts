import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';

export type Kind = 'fax' | 'sms';

/** Counts of open items of one kind, received and to be sent. */
export interface OpenItems {
  /** Offered and not completed yet. */
  inFlow: number;
  /** Received items whose lease has run out at least once. */
  overdue: number;
  /** To be offered, now or as soon as the document has been fetched. */
  waiting: number;
  /** Parked: no node wants them. */
  unclaimed: number;
  dead: number;
  /** Jobs waiting for their next call. */
  queued: number;
  /** Jobs that may or may not have been sent. */
  unknown: number;
}

/** Everything in a connection's store that a flow or a person still has to deal with. */
export interface Backlog extends Record<Kind, OpenItems> {
  quarantined: number;
}

/** Of each state so many rows are read for their kind; all further rows are counted as the last one's kind. */
const LISTED = 1_000;

const EVENT_STATES = {
  fetching: 'waiting',
  new: 'waiting',
  redeliver: 'waiting',
  parked: 'unclaimed',
  offered: 'inFlow',
  dead: 'dead',
} as const;
const JOB_STATES = ['queued', 'unknown'] as const;

/** Only these kinds are counted: statuses, opt-outs and the like are completed without anybody's help. */
const RECEIVED: Partial<Record<string, Kind>> = { 'fax.received': 'fax', 'sms.received': 'sms' };

export async function countBacklog(store: Store, scope: Scope): Promise<Backlog> {
  const [events, jobs] = await Promise.all([store.counts(scope), store.jobs.counts(scope)]);
  const backlog: Backlog = { fax: noItems(), sms: noItems(), quarantined: events.quarantined };
  const add = (name: keyof OpenItems, counts: Record<Kind, number>): void => {
    for (const kind of ['fax', 'sms'] as const) backlog[kind][name] += counts[kind];
  };
  for (const state of Object.keys(EVENT_STATES) as (keyof typeof EVENT_STATES)[]) {
    if (events[state] === 0) continue;
    const heads = await store.list({ scope, state, limit: LISTED });
    const kinds = heads.map(({ kind }) => RECEIVED[kind]);
    add(EVENT_STATES[state], byKind(kinds, events[state]));
    if (state !== 'dead') add('overdue', byKind(kinds.filter((_, index) => (heads[index]?.expired ?? 0) > 0)));
  }
  for (const state of JOB_STATES) {
    if (jobs[state] === 0) continue;
    const heads = await store.jobs.list({ scope, state, limit: LISTED });
    add(
      state,
      byKind(
        heads.map(({ kind }) => kind),
        jobs[state],
      ),
    );
  }
  return backlog;
}

function byKind(kinds: readonly (Kind | undefined)[], total = kinds.length): Record<Kind, number> {
  const counts = { fax: 0, sms: 0 };
  for (const kind of kinds) if (kind) counts[kind] += 1;
  const last = kinds.at(-1);
  if (last) counts[last] += Math.max(total - kinds.length, 0);
  return counts;
}

function noItems(): OpenItems {
  return { inFlow: 0, overdue: 0, waiting: 0, unclaimed: 0, dead: 0, queued: 0, unknown: 0 };
}
