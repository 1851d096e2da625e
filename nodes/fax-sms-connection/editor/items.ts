import type { EditorNode } from '../../editor-kit';
import { call, pathOf } from './api';

/** What can be done with an item in each state, the most urgent states first. */
export const ACTIONS: Record<string, readonly string[]> = {
  unknown: ['sent', 'resend', 'drop-job'],
  dead: ['offer', 'complete'],
  quarantined: ['drop'],
  skipped: ['offer', 'complete'],
  parked: ['complete'],
  redeliver: ['complete'],
  offered: ['complete'],
  new: ['complete'],
  fetching: ['complete'],
  sending: [],
  accepted: [],
  queued: [],
};
const JOB_STATES = new Set(['unknown', 'sending', 'accepted', 'queued']);
const MOST = 200;

export interface Item {
  key?: string;
  jobId?: string;
  logId?: string;
  kind: string;
  state: string;
  deadBy?: string;
  storedAt: string;
  attempts?: number;
  size?: number;
}

interface Listed {
  seq: number;
}
type ListedEvent = Item & Listed;
type ListedJob = Listed & { id: string; kind: string; submittedAt: string; attempt: number };
interface Quarantined {
  id: string;
  storedAt: string;
  size: number;
}

/** The first ones in this state, in the order in which they came. */
export async function itemsIn(node: EditorNode, state: string, wanted: number): Promise<Item[]> {
  if (state === 'quarantined') {
    const kept = await call<Quarantined[]>('GET', `${pathOf(node)}/quarantine?limit=${wanted}`);
    return kept.map(({ id, storedAt, size }) => ({ key: id, kind: 'unknown', state, storedAt, size }));
  }
  if (!JOB_STATES.has(state)) return listed<ListedEvent>(`${pathOf(node)}/events?state=${state}`, wanted);
  const jobs = await listed<ListedJob>(`${pathOf(node)}/jobs?state=${state}`, wanted);
  return jobs.map(({ id, kind, submittedAt, attempt }) => ({
    ...{ jobId: id, logId: id, kind, state },
    ...{ storedAt: submittedAt, attempts: attempt },
  }));
}

async function listed<T extends Listed>(path: string, wanted: number): Promise<T[]> {
  const found: T[] = [];
  while (found.length < wanted) {
    const limit = Math.min(wanted - found.length, MOST);
    const last = found.at(-1);
    const page = await call<T[]>('GET', `${path}&limit=${limit}${last ? `&after=${last.seq}` : ''}`);
    found.push(...page);
    if (page.length < limit) break;
  }
  return found;
}
