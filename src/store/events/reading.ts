import type { Scope } from '../../domain/event-key';
import type { EventHead, EventRow } from '../event-row';
import { below, beyond, numberAfter, upTo } from '../path';
import { getRow, listPage, type Rows } from '../rows';
import type { ListQuery, PendingAck, Store } from '../store';
import { headOf } from './events-in-hand';
import { dueQueue, stateQueue, type DueQueue } from './placement';
import { readPendingAck, readStoredEvent } from './read-event';
import { rowKey, toEventRow } from './stored-event';

type Due = Parameters<Store['nextDue']>[1];

const QUEUES: Record<Due, DueQueue[]> = { offers: ['redeliver', 'lease'], acks: ['ack'], fetches: ['fetch'] };

export async function readEvent(rows: Rows, key: string): Promise<EventRow | undefined> {
  const text = await getRow(rows, rowKey(key));
  return text === undefined ? undefined : toEventRow(readStoredEvent(text, rows));
}

export async function readList(rows: Rows, { scope, state, after = 0, limit }: ListQuery): Promise<EventHead[]> {
  return (await listPage(rows, { ...beyond(stateQueue(scope, state), after), limit })).map((listed) =>
    headOf(listed, rows),
  );
}

export async function readFetches(rows: Rows, scope: Scope, now: number, limit: number): Promise<EventHead[]> {
  return (await listPage(rows, { ...upTo(dueQueue(scope, 'fetch'), now), limit })).map((listed) =>
    headOf(listed, rows),
  );
}

export async function readDueAcks(rows: Rows, scope: Scope, now: number, limit: number): Promise<PendingAck[]> {
  const page = await listPage(rows, { ...upTo(dueQueue(scope, 'ack'), now), limit });
  return page.map(([, shows]) => readPendingAck(shows, rows));
}

export function readNextDue(rows: Rows, scope: Scope, of: Due): Promise<number | undefined> {
  return firstNumber(
    rows,
    QUEUES[of].map((queue) => dueQueue(scope, queue)),
  );
}

/** The lowest number at the head of any of these queues; undefined: they are empty. */
export async function firstNumber(rows: Rows, queues: readonly string[]): Promise<number | undefined> {
  const pages = await rows.list(queues.map((queue) => ({ ...below(queue), limit: 1 })));
  const numbers = pages.flatMap(([first], index) => (first ? [numberAfter(queues[index] ?? '', first[0])] : []));
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
