import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';

export type Kind = 'fax' | 'sms';

/** What is open of one kind: what came in, and what is to go out. */
export interface OpenItems {
  /** Offered, and not closed yet. */
  inFlow: number;
  /** Those whose lease has run out before. */
  overdue: number;
  /** To be offered, now or once the document is there. */
  waiting: number;
  /** No node wants them. */
  unclaimed: number;
  dead: number;
  /** Jobs that wait for their next call. */
  queued: number;
  /** Jobs of which nobody knows whether they were sent. */
  unknown: number;
}

/** What a connection holds that somebody or something still has to deal with. */
export interface Backlog extends Record<Kind, OpenItems> {
  quarantined: number;
}

/** So many of a state are counted by kind; those beyond count as the kind of the last one. */
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

/** Statuses, opt-outs and the like need nobody to close them. */
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
