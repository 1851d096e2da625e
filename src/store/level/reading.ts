import type { Scope } from '../../domain/event-key';
import type { EventHead } from '../event-row';
import type { ListQuery, PendingAck, Store } from '../store';
import { headOf } from './heads';
import { below, beyond, numberAfter, upTo } from './key-space';
import { dueQueue, stateQueue, type DueQueue } from './placement';
import type { Reader } from './reader';

type Due = Parameters<Store['nextDue']>[1];

const QUEUES: Record<Due, DueQueue[]> = { offers: ['redeliver', 'lease'], acks: ['ack'], fetches: ['fetch'] };

export async function readList(reader: Reader, { scope, state, after = 0, limit }: ListQuery): Promise<EventHead[]> {
  const entries = await reader.page({ ...beyond(stateQueue(scope, state), after), limit });
  return entries.map(headOf);
}

export async function readFetches(reader: Reader, scope: Scope, now: number, limit: number): Promise<EventHead[]> {
  const entries = await reader.page({ ...upTo(dueQueue(scope, 'fetch'), now), limit });
  return entries.map(headOf);
}

export async function readDueAcks(reader: Reader, scope: Scope, now: number, limit: number): Promise<PendingAck[]> {
  const entries = await reader.page({ ...upTo(dueQueue(scope, 'ack'), now), limit });
  return entries.map(([, value]) => JSON.parse(value) as PendingAck);
}

export async function readNextDue(reader: Reader, scope: Scope, of: Due): Promise<number | undefined> {
  const times = await Promise.all(QUEUES[of].map((queue) => firstDue(reader, scope, queue)));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

async function firstDue(reader: Reader, scope: Scope, queue: DueQueue): Promise<number | undefined> {
  const prefix = dueQueue(scope, queue);
  const [entry] = await reader.page({ ...below(prefix), limit: 1 });
  return entry && numberAfter(prefix, entry[0]);
}
