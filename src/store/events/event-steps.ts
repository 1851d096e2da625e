import type { Loss } from '../../domain/document';
import type { AckAction, EventPayloads, EventKind } from '../../domain/events';
import type { Blame } from '../blame';
import type { ContentHashes, NewEvent } from '../event-row';
import type { Attachment, CompleteRequest, Store } from '../store';
import { without, type StoredEvent } from './stored-event';

const DAY_MS = 24 * 60 * 60 * 1000;

type Renewal = Parameters<Store['renew']>[1];

/** What becomes of an event, step by step: pure functions, a new row each. */

/** Field by field: spreading and leaving out makes objects that are slow to write, and each event comes by here. */
export function newEvent(event: NewEvent, seq: number): StoredEvent {
  const row: StoredEvent = {
    key: event.key,
    scope: event.scope,
    kind: event.kind,
    connection: event.connection,
    source: event.source,
    providerId: event.providerId,
    payload: event.payload,
    raw: event.raw,
    storedAt: event.storedAt,
    hashes: event.hashes,
    state: event.start,
    seq,
    size: event.document?.size ?? 0,
    expired: 0,
    conflicts: 0,
    attempt: 0,
    crashes: 0,
    fetchFailures: 0,
  };
  if (event.to !== undefined) row.to = event.to;
  if (event.occurredAt !== undefined) row.occurredAt = event.occurredAt;
  if (event.document !== undefined) row.document = event.document;
  if (event.start === 'fetching') row.dueAt = event.now;
  return row;
}

export function offer(row: StoredEvent, owner: string, leaseUntil: number | undefined): StoredEvent {
  const offered: StoredEvent = { ...resting(row), state: 'offered', attempt: row.attempt + 1, owner };
  return leaseUntil === undefined ? offered : { ...offered, leaseUntil };
}

export function park(row: StoredEvent): StoredEvent {
  return { ...resting(row), state: 'parked' };
}

/** Due since it was stored, so that rows come back in accept order. */
export function enqueue(row: StoredEvent): StoredEvent {
  return row.attempt === 0 ? { ...resting(row), state: 'new' } : redeliver(row, row.storedAt);
}

/** After a stop or a deploy: only crashes in a row count. A suspect goes back to its group. */
export function release(row: StoredEvent, now: number): StoredEvent {
  return { ...redeliver(row, now), crashes: 0 };
}

export function releaseAfterCrash(row: StoredEvent, blamed: Blame, now: number): StoredEvent {
  const bare = without(row, 'suspect');
  return blamed === 'dead'
    ? { ...resting(bare), state: 'dead', deadBy: 'crashes' }
    : { ...redeliver(bare, now), ...blamed };
}

export function acquit(row: StoredEvent): StoredEvent {
  const cleared = { ...without(row, 'suspect'), crashes: 0 };
  return row.state === 'offered' ? { ...cleared, survived: true } : cleared;
}

export function expire(row: StoredEvent, now: number, maxAttempts: number): StoredEvent {
  const expired = row.expired + 1;
  if (expired < maxAttempts) return { ...redeliver(row, now), expired };
  return { ...without(resting(row), 'suspect'), state: 'dead', expired };
}

/** `attempt` goes on, because the flow may have seen the event; all that led to its end starts anew. */
export function reoffer(row: StoredEvent, seq: number): StoredEvent {
  return { ...without(resting(row), 'suspect', 'deadBy'), state: 'new', seq, expired: 0, crashes: 0 };
}

export function attach(row: StoredEvent, found: Attachment): StoredEvent {
  const { payload, raw, hashes = {}, copy } = found;
  // A damaged document is better than none.
  const document = found.document ?? (found.missing === undefined ? undefined : row.spare);
  const missing = document === undefined ? found.missing : undefined;
  const filled: StoredEvent = {
    ...(document === undefined ? row : without(row, 'missing', 'spare')),
    ...(copy === undefined ? {} : lackingFrom(row, copy)),
    ...(document === undefined ? {} : { document, size: document.size }),
    ...(payload === undefined ? {} : withPayload(over(row.payload, payload))),
    ...(raw === undefined || Object.keys(raw).length === 0 ? {} : { raw }),
    ...(missing === undefined ? {} : { missing }),
    hashes: { ...copy?.hashes, ...hashes, ...row.hashes },
    conflicts: row.conflicts + (disagree(row.hashes, hashes) ? 1 : 0),
  };
  const ready = row.state === 'fetching' && (document !== undefined || missing !== undefined);
  return ready ? enqueue(filled) : filled;
}

function lackingFrom(row: StoredEvent, copy: NonNullable<Attachment['copy']>): Partial<StoredEvent> {
  const occurredAt = row.occurredAt ?? copy.occurredAt;
  return {
    ...withPayload(over(copy.payload, row.payload)),
    raw: { ...copy.raw, ...row.raw },
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}

type Payload = EventPayloads[EventKind];

/** All that `payload` has, and what `base` has beside it: a withheld number and one that was left out are both empty. */
function over(base: Payload, payload: Payload): Payload {
  const given = Object.entries(payload).filter(([, value]) => value !== undefined && value !== '');
  return { ...payload, ...base, ...(Object.fromEntries(given) as object) };
}

export function fetchLater(row: StoredEvent, nextAt: number): StoredEvent {
  return { ...row, fetchFailures: row.fetchFailures + 1, dueAt: nextAt };
}

/** `attempt` goes on: a node that needs no document may have got the event. */
export function refetch(row: StoredEvent, now: number, loss: Loss): StoredEvent {
  const { document } = row;
  const bare = without(resting(row), 'document', 'missing');
  const spare = loss === 'damaged' && document !== undefined ? { spare: { ...document, damaged: true } } : {};
  return { ...bare, ...spare, state: 'fetching', size: 0, fetchFailures: 0, dueAt: now };
}

type Closing = Pick<CompleteRequest, 'as' | 'acknowledge' | 'now' | 'keepUntil'>;

export function complete(row: StoredEvent, { as, acknowledge, now, keepUntil }: Closing): StoredEvent {
  const { key, scope, kind, connection, source, providerId, seq, storedAt, occurredAt } = row;
  const { hashes, conflicts, attempt } = row;
  return {
    ...{ key, scope, kind, connection, source, providerId, seq, storedAt, hashes, conflicts, attempt, keepUntil },
    ...(occurredAt === undefined ? {} : { occurredAt }),
    ...(acknowledge === undefined ? {} : { ack: acknowledge, ackPlan: { dueAt: now, failures: 0 } }),
    ...{ state: 'completed', completedAs: as, completedAt: now },
    ...{ payload: {}, raw: {}, size: 0, expired: 0, crashes: 0, fetchFailures: 0 },
  };
}

/**
 * Closing what is closed: a stronger acknowledgement is added, and what the flow closed after all is no longer
 * `elsewhere`, or it would open again.
 */
export function completeAgain(row: StoredEvent, { as, acknowledge, now }: Closing): StoredEvent {
  const taken = row.completedAs === 'elsewhere' && as !== 'elsewhere' ? { ...row, completedAs: as } : row;
  if (acknowledge === undefined || strength(acknowledge) <= strength(row.ack)) return taken;
  return acknowledge === row.ack ? taken : { ...taken, ack: acknowledge, ackPlan: { dueAt: now, failures: 0 } };
}

/** Reconcile calls this for every key it meets at every pass: without a real change nothing is written. */
export function renew(row: StoredEvent, { keepUntil, ackedBefore, now }: Renewal): StoredEvent {
  if (row.completedAs === 'elsewhere') return reopen(row, now);
  const isAckLost = row.ackPlan === undefined && row.ackedAt !== undefined && row.ackedAt < ackedBefore;
  const isWorthKeeping = keepUntil - (row.keepUntil ?? 0) > DAY_MS;
  if (!isAckLost && !isWorthKeeping) return row;
  const longer = { ...row, keepUntil: Math.max(keepUntil, row.keepUntil ?? 0) };
  return isAckLost ? { ...longer, ackPlan: { dueAt: now, failures: 0 } } : longer;
}

/** A listing asked for before the acknowledgement may still name the item, so its key outlives this moment. */
export function acknowledged(row: StoredEvent, now: number): StoredEvent {
  const keepUntil = Math.max(row.keepUntil ?? 0, now + DAY_MS);
  return { ...without(row, 'ackPlan'), ackedAt: now, keepUntil };
}

export function acknowledgedLater(row: StoredEvent, nextAt: number): StoredEvent {
  return { ...row, ackPlan: { dueAt: nextAt, failures: (row.ackPlan?.failures ?? 0) + 1 } };
}

/** Closed as handled elsewhere, yet still there: what it held is gone, so it is fetched anew. */
function reopen(row: StoredEvent, now: number): StoredEvent {
  const open = without(row, 'completedAs', 'completedAt', 'keepUntil', 'ack', 'ackPlan', 'ackedAt');
  return { ...open, state: 'fetching', dueAt: now };
}

export function disagree(first: ContentHashes, second: ContentHashes): boolean {
  return Object.entries(second).some(([name, hash]) => {
    const known = first[name as keyof ContentHashes];
    return known !== undefined && known !== hash;
  });
}

function redeliver(row: StoredEvent, dueAt: number): StoredEvent {
  return { ...resting(row), state: 'redeliver', dueAt };
}

function resting(row: StoredEvent): Omit<StoredEvent, 'owner' | 'leaseUntil' | 'dueAt' | 'survived'> {
  return without(row, 'owner', 'leaseUntil', 'dueAt', 'survived');
}

/** With the own number that nodes filter by. */
function withPayload(payload: Payload): { payload: Payload; to?: string } {
  return { payload, ...('to' in payload && typeof payload.to === 'string' ? { to: payload.to } : {}) };
}

function strength(ack: AckAction | undefined): number {
  return ack === undefined ? 0 : ack === 'keep' ? 1 : 2;
}
