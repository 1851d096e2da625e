import { toIso, type Clock } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import { keyForLog } from '../../../src/domain/event-key';
import { staysOpen, type EventKind } from '../../../src/domain/events';
import { lastFours } from '../../../src/domain/observation';
import type { OpenRow } from '../../../src/store/event-row';
import { type Action, type Found, type Item, itemPath } from './item';

export interface EventContext {
  clock: Clock;
  /** How many leases may run out before an event is dead. */
  maxAttempts: number;
  /** Can an event be in the flow of another instance? */
  isShared: boolean;
}

/** A stored event as a row of the panel: its state, and what can be done about it. */
export function eventItem(row: OpenRow, context: EventContext): Found {
  const { key, kind, state, storedAt, size, attempt, document, owner } = row;
  const { from, to = row.to, pages } = factsOf(row);
  const reason = reasonOf(row);
  const about = aboutOf(kind);
  const item: Item = compact({
    id: key,
    type: 'event',
    kind: mediumOf(kind),
    direction: directionOf(row),
    state,
    at: toIso(storedAt),
    about,
    ...lastFours(compact({ from, to })),
    pages,
    size: size > 0 ? size : undefined,
    attempts: attempt > 0 ? attempt : undefined,
    reason,
    owner: context.isShared && state === 'offered' ? owner : undefined,
    ...nextOf(row, context),
    actions: actionsOf(row),
    hasDocument: document !== undefined,
    logId: keyForLog(key),
    path: itemPath({ type: 'event', id: key }),
  });
  return { item, numbers: [from, to].filter((number) => number !== undefined) };
}

function mediumOf(kind: EventKind): Item['kind'] {
  const [medium] = kind.split('.');
  return medium === 'fax' || medium === 'sms' ? medium : 'unknown';
}

function aboutOf(kind: EventKind): string | undefined {
  return staysOpen(kind) ? undefined : kind.split('.')[1];
}

function directionOf(row: OpenRow): 'in' | 'out' {
  if (row.kind === 'fax.status') return row.payload.direction;
  return row.kind === 'sms.status' ? 'out' : 'in';
}

function factsOf({ payload }: OpenRow): { from?: string; to?: string; pages?: number } {
  const { from, to, pages }: { from?: unknown; to?: unknown; pages?: unknown } = payload;
  return compact({
    from: typeof from === 'string' && from !== '' ? from : undefined,
    to: typeof to === 'string' && to !== '' ? to : undefined,
    pages: typeof pages === 'number' ? pages : undefined,
  });
}

function reasonOf({ state, deadBy, suspect, expired, fetchFailures }: OpenRow): string | undefined {
  switch (state) {
    case 'dead':
      return deadBy ?? 'leases';
    case 'skipped':
      return 'old';
    case 'parked':
      return 'no-node';
    case 'fetching':
      return fetchFailures > 0 ? 'fetch-failed' : undefined;
    case 'redeliver':
      if (suspect) return 'suspect';
      return expired > 0 ? 'lease-over' : 'cut-short';
    case 'offered':
      return expired > 0 ? 'lease-over' : undefined;
    case 'new':
      return undefined;
  }
}

function nextOf(
  { state, leaseUntil, dueAt, expired }: OpenRow,
  { clock, maxAttempts }: EventContext,
): Pick<Item, 'next'> {
  const at = (time: number | undefined) => time !== undefined && { at: toIso(clock.wallAt(time)) };
  switch (state) {
    case 'offered':
      if (leaseUntil === undefined) return { next: { what: 'restart' } };
      return { next: { what: expired + 1 >= maxAttempts ? 'dead' : 'offer', ...at(leaseUntil) } };
    case 'redeliver':
      return { next: { what: 'offer', ...at(dueAt) } };
    case 'new':
      return { next: { what: 'offer' } };
    case 'fetching':
      return { next: { what: 'fetch', ...at(dueAt) } };
    case 'parked':
      return { next: { what: 'node' } };
    case 'dead':
    case 'skipped':
      return { next: { what: 'decide' } };
  }
}

function actionsOf({ state }: OpenRow): Action[] {
  return state === 'dead' || state === 'skipped' || state === 'parked' ? ['offer', 'complete'] : ['complete'];
}
