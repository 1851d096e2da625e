import { DAY_MS } from '../../domain/durations';
import { compact } from '../../domain/compact';
import type { Loss } from '../../domain/document';
import type { AckAction, EventKind } from '../../domain/events';
import type { FaxReceivedDetails } from '../../domain/fax';
import type { Blame } from '../blame';
import type { ContentHashes, NewEvent } from '../event-row';
import type { Attachment, CompleteRequest, FailedFetch, Store } from '../store';
import { without } from '../../domain/without';
import type { ClosedEvent, OpenEvent, StoredEvent } from './stored-event';

const OF_ITS_REPORT = ['untold', 'tellings', 'tellAgainAt'] as const;

type Renewal = Parameters<Store['renew']>[1];

/** The steps in the life of an event: pure functions, each of which makes a new row. */

/**
 * Field by field, because objects made by spreading or with properties
 * removed are slow to stringify, and every event passes here.
 */
export function newEvent<K extends EventKind>(event: NewEvent<K>, seq: number): OpenEvent<K> {
  const row: OpenEvent<K> = {
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

export function offer(row: OpenEvent, owner: string, leaseUntil: number | undefined): OpenEvent {
  const offered: OpenEvent = { ...resting(row), state: 'offered', attempt: row.attempt + 1, owner };
  return leaseUntil === undefined ? offered : { ...offered, leaseUntil };
}

export function park(row: OpenEvent): OpenEvent {
  return { ...resting(row), state: 'parked' };
}

/** Due since it was stored, so that rows return in the order of acceptance. */
export function enqueue(row: OpenEvent): OpenEvent {
  return row.attempt === 0 ? { ...resting(row), state: 'new' } : redeliver(row, row.storedAt);
}

/** After a stop or a deploy, which resets the count of crashes in a row. A suspect returns to its group. */
export function release(row: OpenEvent, now: number): OpenEvent {
  return { ...redeliver(row, now), crashes: 0 };
}

export function releaseAfterCrash(row: OpenEvent, blamed: Blame, now: number): OpenEvent {
  const bare = without(row, 'suspect');
  return blamed === 'dead'
    ? { ...resting(bare), state: 'dead', deadBy: 'crashes', untold: true }
    : { ...redeliver(bare, now), ...blamed };
}

export function acquit(row: OpenEvent): OpenEvent {
  const cleared = { ...without(row, 'suspect'), crashes: 0 };
  return row.state === 'offered' ? { ...cleared, survived: true } : cleared;
}

export function expire(row: OpenEvent, now: number, maxAttempts: number): OpenEvent {
  const expired = row.expired + 1;
  if (expired < maxAttempts) return { ...redeliver(row, now), expired };
  return { ...without(resting(row), 'suspect'), state: 'dead', expired, untold: true };
}

/** It is about to be reported as dead. Before the last try it counts as reported, whatever comes of that. */
export function reporting(row: OpenEvent, againAt: number, mostReports: number): OpenEvent {
  const tellings = (row.tellings ?? 0) + 1;
  return tellings < mostReports ? { ...row, tellings, tellAgainAt: againAt } : reported(row);
}

/** It has been reported as dead. */
export function reported(row: OpenEvent): OpenEvent {
  return without(row, ...OF_ITS_REPORT);
}

/** `attempt` keeps counting, because the flow may have seen the event; everything that led to its end is reset. */
export function reoffer(row: OpenEvent, seq: number): OpenEvent {
  return { ...without(reported(resting(row)), 'suspect', 'deadBy'), state: 'new', seq, expired: 0, crashes: 0 };
}

export function attach(row: OpenEvent<'fax.received'>, found: Attachment): OpenEvent {
  const { hashes = {}, copy } = found;
  const copied = copy === undefined ? row : withCopy(row, copy);
  const payload = found.payload === undefined ? copied.payload : over(copied.payload, found.payload);
  const raw = found.raw === undefined || Object.keys(found.raw).length === 0 ? copied.raw : found.raw;
  const document = found.document ?? (found.missing === undefined ? undefined : row.spare);
  const missing = document === undefined ? (found.missing ?? row.missing) : undefined;
  const filled: OpenEvent<'fax.received'> = compact({
    ...copied,
    payload,
    to: payload.to,
    raw,
    document,
    size: document?.size ?? row.size,
    missing,
    spare: document === undefined ? row.spare : undefined,
    hashes: { ...copy?.hashes, ...hashes, ...row.hashes },
    conflicts: row.conflicts + (disagree(row.hashes, hashes) ? 1 : 0),
  });
  const ready = row.state === 'fetching' && (document !== undefined || missing !== undefined);
  return ready ? enqueue(filled) : filled;
}

/** Fills what the row lacks from another copy of the event. */
function withCopy(row: OpenEvent<'fax.received'>, copy: NonNullable<Attachment['copy']>): OpenEvent<'fax.received'> {
  return compact({
    ...row,
    payload: over(copy.payload, row.payload),
    raw: { ...copy.raw, ...row.raw },
    occurredAt: row.occurredAt ?? copy.occurredAt,
  });
}

/**
 * The fields of `payload`, and those of `base` where `payload` has none or an
 * empty one: providers leave a withheld number out or empty.
 */
function over(base: FaxReceivedDetails, payload: FaxReceivedDetails): FaxReceivedDetails {
  const given = Object.entries(payload).filter(([, value]) => value !== undefined && value !== '');
  return Object.assign({ ...payload, ...base }, Object.fromEntries(given));
}

export function fetchLater(row: OpenEvent, { nextAt, isGone }: FailedFetch): OpenEvent {
  const goneInARow = isGone ? (row.goneInARow ?? 0) + 1 : 0;
  return { ...row, fetchFailures: row.fetchFailures + 1, goneInARow, dueAt: nextAt };
}

/** `attempt` keeps counting: a node that needs no document may have got the event. */
export function refetch(row: OpenEvent, now: number, loss: Loss): OpenEvent {
  const { document } = row;
  const bare = without(resting(row), 'document', 'missing');
  const spare = loss === 'damaged' && document !== undefined ? { spare: { ...document, damaged: true } } : {};
  return { ...bare, ...spare, state: 'fetching', size: 0, fetchFailures: 0, dueAt: now };
}

type Closing = Pick<CompleteRequest, 'as' | 'acknowledge' | 'now' | 'keepUntil'>;

export function complete(row: OpenEvent, { as, acknowledge, now, keepUntil }: Closing): ClosedEvent {
  const { key, scope, kind, connection, source, providerId, seq, storedAt, occurredAt } = row;
  const { hashes, conflicts, attempt } = row;
  const closed: ClosedEvent = {
    key,
    scope,
    kind,
    connection,
    source,
    providerId,
    seq,
    storedAt,
    hashes,
    conflicts,
    attempt,
    keepUntil,
    state: 'completed',
    completedAs: as,
    completedAt: now,
    payload: {},
    raw: {},
    size: 0,
    expired: 0,
    crashes: 0,
    fetchFailures: 0,
  };
  if (occurredAt !== undefined) closed.occurredAt = occurredAt;
  if (acknowledge === undefined) return closed;
  return { ...closed, ack: acknowledge, ackPlan: { dueAt: now, failures: 0 } };
}

/**
 * Closes a closed event again: a stronger acknowledgement is added, and an event closed as `elsewhere` that the flow
 * now closes is no longer `elsewhere`, or it would be reopened.
 */
export function completeAgain(row: ClosedEvent, { as, acknowledge, now }: Closing): ClosedEvent {
  const taken = row.completedAs === 'elsewhere' && as !== 'elsewhere' ? { ...row, completedAs: as } : row;
  if (acknowledge === undefined || strength(acknowledge) <= strength(row.ack)) return taken;
  return acknowledge === row.ack ? taken : { ...taken, ack: acknowledge, ackPlan: { dueAt: now, failures: 0 } };
}

/** Reconcile calls this for every key at every pass, so nothing is written without a real change. */
export function renew(row: ClosedEvent, { keepUntil, ackedBefore, now }: Renewal): StoredEvent {
  if (row.completedAs === 'elsewhere' && row.kind === 'fax.received') return reopen(row, now);
  const isAckLost = row.ackPlan === undefined && row.ackedAt !== undefined && row.ackedAt < ackedBefore;
  const isWorthKeeping = keepUntil - (row.keepUntil ?? 0) > DAY_MS;
  if (!isAckLost && !isWorthKeeping) return row;
  const longer = { ...row, keepUntil: Math.max(keepUntil, row.keepUntil ?? 0) };
  return isAckLost ? { ...longer, ackPlan: { dueAt: now, failures: 0 } } : longer;
}

/**
 * A list that was requested before the acknowledgement may still contain the item, so its key is kept for another day.
 */
export function acknowledged(row: ClosedEvent, now: number): ClosedEvent {
  const keepUntil = Math.max(row.keepUntil ?? 0, now + DAY_MS);
  return { ...without(row, 'ackPlan'), ackedAt: now, keepUntil };
}

export function acknowledgedLater(row: ClosedEvent, nextAt: number): ClosedEvent {
  return { ...row, ackPlan: { dueAt: nextAt, failures: (row.ackPlan?.failures ?? 0) + 1 } };
}

/**
 * It was closed as handled elsewhere, but the provider still has it. Its content
 * is gone, so it is fetched again; until then only its id is known.
 */
function reopen(row: ClosedEvent, now: number): OpenEvent<'fax.received'> {
  const open = without(row, 'completedAs', 'completedAt', 'keepUntil', 'ack', 'ackPlan', 'ackedAt');
  const payload = { id: row.providerId, providerId: row.providerId, from: '', to: '' };
  return { ...open, state: 'fetching', dueAt: now, kind: 'fax.received', payload };
}

export function disagree(first: ContentHashes, second: ContentHashes): boolean {
  return Object.entries(second).some(([name, hash]) => {
    const known = first[name as keyof ContentHashes];
    return known !== undefined && known !== hash;
  });
}

function redeliver(row: OpenEvent, dueAt: number): OpenEvent {
  return { ...resting(row), state: 'redeliver', dueAt };
}

function resting<R extends OpenEvent>(row: R) {
  return without(row, 'owner', 'leaseUntil', 'dueAt', 'survived', 'goneInARow');
}

function strength(ack: AckAction | undefined): number {
  return ack === undefined ? 0 : ack === 'keep' ? 1 : 2;
}
