import { compact } from '../../../src/domain/compact';
import type { ConnectionCounts } from '../../../src/connection/connection';
import { oldestOpen, type OldestOpen } from '../../../src/connection/oldest-open';
import { systemClock } from '../../../src/domain/clock';
import { deployed, type Deployed } from '../connection/deployed';
import { holderOf } from '../instances/holder';
import { instancesOf, type InstanceReport } from '../instances/instances';
import { unheldMs } from '../instances/unheld';
import type { MonitoredConnection } from '../monitored/monitored';

/** Counts of a connection's items, under the names that health, metrics and flows use. */
export interface Holding {
  inFlow: number;
  waiting: number;
  unclaimed: number;
  dead: number;
  skipped: number;
  quarantined: number;
  queued: number;
  underWay: number;
  unknown: number;
}

export interface Snapshot {
  connection: MonitoredConnection;
  /** Absent, like `oldest`, if the connection does not run or its store does not answer. */
  holding?: Holding;
  oldest?: OldestOpen;
  /** Absent if the connection does not run. */
  sharing?: SharingSnapshot;
}

/** The instances on a connection's store, and the holder of its account. */
export interface SharingSnapshot {
  /** Can there be other instances? */
  isShared: boolean;
  holder?: string;
  isHolder: boolean;
  /** For how long the account has had no holder. */
  unheldMs?: number;
  /** All instances, this one included; empty if the store is not shared. */
  instances: InstanceReport[];
}

/** A failing store may take long to answer, but a monitor expects its answer soon. */
const PATIENCE_MS = 2_000;

export async function snapshot(connection: MonitoredConnection): Promise<Snapshot> {
  const entry = deployed.get(connection.id);
  if (!entry) return { connection };
  const [holding, instances = []] = await Promise.all([inTime(readHolding(entry)), inTime(instancesOf([entry]))]);
  return { connection, ...holding, sharing: sharingOf(entry, instances) };
}

function sharingOf(entry: Deployed, instances: InstanceReport[]): SharingSnapshot {
  const { isShared, instance } = entry.home.store.sharing;
  const holder = holderOf(entry);
  return compact({ isShared, holder, isHolder: holder === instance, unheldMs: unheldMs(entry), instances });
}

async function readHolding({ connection, home }: Deployed): Promise<Pick<Snapshot, 'holding' | 'oldest'>> {
  const { scope } = connection;
  const [counts, oldest] = await Promise.all([
    connection.counts(),
    scope ? oldestOpen(home.store, scope, home.clock()) : {},
  ]);
  return compact({ holding: counts && holdingOf(counts), oldest });
}

function holdingOf({ jobs, ...events }: ConnectionCounts): Holding {
  return {
    inFlow: events.offered,
    waiting: events.fetching + events.new + events.redeliver,
    unclaimed: events.parked,
    dead: events.dead,
    skipped: events.skipped,
    quarantined: events.quarantined,
    queued: jobs.queued,
    underWay: jobs.sending + jobs.accepted,
    unknown: jobs.unknown,
  };
}

function inTime<T>(reading: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = systemClock().after(PATIENCE_MS, () => resolve(undefined));
    reading.then(resolve, () => resolve(undefined)).finally(() => timer.cancel());
  });
}
