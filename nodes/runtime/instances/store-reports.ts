import { compact } from '../../../src/domain/compact';
import { toIso } from '../../../src/domain/clock';
import { oldestOf, oldestOpen } from '../../../src/connection/oldest-open';
import { deployed, type Deployed } from '../connection/deployed';
import { scopeOf } from '../connection/own-items';
import { sharedHolder } from './holder';
import { instancesOf, type InstanceReport } from './instances';

/** A store that is open here, the instances that use it, and how far its connections are behind; for JSON. */
export interface StoreReport {
  kind: 'embedded' | 'postgresql';
  ok: boolean;
  /** Why the store fails, as a stable short code. */
  why?: string;
  /** Empty if the store is not shared. */
  instances: InstanceReport[];
  connections: ConnectionLag[];
}

interface ConnectionLag {
  id: string;
  name: string;
  /** The holder of its account, if the store is shared. */
  holder?: string;
  /** Number of events that wait to be offered. */
  waiting?: number;
  /** Number of jobs that wait for their next call. */
  queued?: number;
  oldestOpenAt?: string;
}

/** Never rejects: while a store fails it reports what is known. */
export function storeReports(): Promise<StoreReport[]> {
  return Promise.all(byStore().map(reportOf));
}

/** The running connections, grouped by store. */
export function byStore(): Deployed[][] {
  const groups = new Map<unknown, Deployed[]>();
  for (const entry of deployed.all()) {
    const { store } = entry.home;
    groups.set(store, [...(groups.get(store) ?? []), entry]);
  }
  return [...groups.values()];
}

async function reportOf(entries: Deployed[]): Promise<StoreReport> {
  const { sharing, health } = entries[0]?.home.store ?? {};
  const why = health?.failureCode;
  return compact({
    kind: sharing?.isShared ? 'postgresql' : 'embedded',
    ok: why === undefined,
    why,
    instances: await instancesOf(entries),
    connections: await Promise.all(entries.map(lagOf)),
  });
}

async function lagOf(entry: Deployed): Promise<ConnectionLag> {
  const { settings, connection, home } = entry;
  const counts = await connection.counts().catch(() => undefined);
  const oldest = await oldestOpen(home.store, scopeOf(entry), home.clock()).catch(() => ({}));
  const at = oldestOf(oldest);
  return compact({
    id: settings.id,
    name: settings.name,
    holder: sharedHolder(entry),
    waiting: counts && counts.fetching + counts.new + counts.redeliver + counts.parked,
    queued: counts?.jobs.queued,
    oldestOpenAt: at === undefined ? undefined : toIso(at),
  });
}
