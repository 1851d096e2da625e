import type { Scope } from '../../domain/event-key';
import type { EventHead } from '../event-row';
import { beyond, numberAfter, upTo } from '../path';
import { listPage, type Hand, type Listed, type Rows } from '../rows';
import type { ExpireResult, MayEnd, UnreportedPage, UnreportedRequest } from '../store';
import { enqueue, expire, reoffer, reporting, reported } from './event-steps';
import {
  eventInHand,
  eventsInHand,
  HEADS_PAGE,
  headOf,
  listedInHand,
  pageEnd,
  replaceEvent,
  rowKeysOf,
} from './events-in-hand';
import { dueQueue, stateQueue } from './placement';
import { rowKey, toEventRow, type OpenEvent, type StoredEvent } from './stored-event';

/** More leases than a connection may have in the flow at once (docs/contract.md#receiving). */
const EXPIRE_LIMIT = 1_024;

export async function unpark(
  rows: Rows,
  scope: Scope,
  wants: (head: EventHead) => boolean,
  after: number,
): Promise<number | undefined> {
  const page = await listPage(rows, { ...beyond(stateQueue(scope, 'parked'), after), limit: HEADS_PAGE });
  const wanted = page.filter((listed) => wants(headOf(listed, rows)));
  if (wanted.length > 0) {
    await rows.change(rowKeysOf(wanted, rows), (hand) => {
      for (const event of listedInHand(hand, wanted)) {
        if (event.state === 'parked') replaceEvent(hand, event, enqueue(event));
      }
    });
  }
  return pageEnd(page, rows);
}

export interface Expiring {
  scope: Scope;
  now: number;
  maxAttempts: number;
  mayEnd: MayEnd | undefined;
}

export async function expireLeases(
  rows: Rows,
  { scope, now, maxAttempts, mayEnd = () => true }: Expiring,
): Promise<ExpireResult> {
  const queue = dueQueue(scope, 'lease');
  const due = await listPage(rows, { ...upTo(queue, now), limit: EXPIRE_LIMIT });
  const page = due.filter((listed) => mayEnd(headOf(listed, rows), numberAfter(queue, listed[0])));
  if (page.length === 0) return { redeliver: [], dead: [] };
  return rows.change(rowKeysOf(page, rows), (hand) => {
    const result: ExpireResult = { redeliver: [], dead: [] };
    for (const event of listedInHand(hand, page)) {
      if (event.state !== 'offered' || (event.leaseUntil ?? Infinity) > now) continue;
      const after = expire(event, now, maxAttempts);
      replaceEvent(hand, event, after);
      if (after.state === 'dead') result.dead.push(toEventRow(after));
      else result.redeliver.push(after.key);
    }
    return result;
  });
}

export async function takeUnreported(rows: Rows, request: UnreportedRequest): Promise<UnreportedPage> {
  const { scope, wants, after } = request;
  const page = await listPage(rows, { ...beyond(dueQueue(scope, 'untold'), after), limit: HEADS_PAGE });
  const wanted = page.filter((listed) => wants(headOf(listed, rows)));
  const taken = wanted.length === 0 ? [] : await rows.change(rowKeysOf(wanted, rows), takeFree(wanted, request));
  return {
    rows: taken.map((event) => toEventRow(event)),
    isLeft: taken.length < wanted.length,
    next: pageEnd(page, rows),
  };
}

function takeFree(page: readonly Listed[], { now, againAt, mostReports }: UnreportedRequest) {
  return (hand: Hand): OpenEvent[] => {
    const free = listedInHand(hand, page)
      .filter(isUnreported)
      .filter(({ tellAgainAt = 0 }) => tellAgainAt <= now);
    for (const event of free) replaceEvent(hand, event, reporting(event, againAt, mostReports));
    return free;
  };
}

export function noteReported(rows: Rows, keys: readonly string[], againAt: number): Promise<void> {
  return rows.change(keys.map(rowKey), (hand) => {
    const mine = eventsInHand(hand, keys)
      .filter(isUnreported)
      .filter(({ tellAgainAt }) => tellAgainAt === againAt);
    for (const event of mine) replaceEvent(hand, event, reported(event));
  });
}

function isUnreported(event: StoredEvent): event is OpenEvent {
  return event.state === 'dead' && event.untold === true;
}

export function reofferEvent(rows: Rows, key: string): Promise<boolean> {
  return rows.change([rowKey(key)], (hand) => {
    const event = eventInHand(hand, key);
    if (event?.state !== 'dead' && event?.state !== 'skipped' && event?.state !== 'parked') return false;
    replaceEvent(hand, event, reoffer(event, hand.nextOrder()));
    return true;
  });
}
