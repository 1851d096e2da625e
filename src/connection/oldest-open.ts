import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import type { Scope } from '../domain/event-key';
import type { JobState } from '../domain/job';
import type { RowState } from '../store/event-row';
import type { Store } from '../store/store';

/** When the oldest open item was received (`in`) or submitted (`out`), in ms of the wall clock. */
export interface OldestOpen {
  in?: number;
  out?: number;
}

const OPEN_EVENTS = ['fetching', 'new', 'parked', 'offered', 'redeliver', 'dead'] as const satisfies RowState[];
const OPEN_JOBS = ['queued', 'sending', 'accepted', 'unknown'] as const satisfies JobState[];

/** Reads only the first row of each state, however many there are. */
export async function oldestOpen(store: Store, scope: Scope, clock: Clock): Promise<OldestOpen> {
  const [events, jobs] = await Promise.all([
    Promise.all(OPEN_EVENTS.map((state) => store.list({ scope, state, limit: 1 }))),
    Promise.all(OPEN_JOBS.map((state) => store.jobs.list({ scope, state, limit: 1 }))),
  ]);
  const came = earliest(events.flat().map(({ storedAt }) => storedAt));
  const taken = earliest(jobs.flat().map(({ submittedAt }) => submittedAt));
  return compact({
    in: came,
    out: taken === undefined ? undefined : clock.wallAt(taken),
  });
}

/** The older of the two; undefined: nothing is open. */
export function oldestOf({ in: came = Infinity, out: taken = Infinity }: OldestOpen): number | undefined {
  const at = Math.min(came, taken);
  return Number.isFinite(at) ? at : undefined;
}

function earliest(times: number[]): number | undefined {
  return times.length > 0 ? Math.min(...times) : undefined;
}
