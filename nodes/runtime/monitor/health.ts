import { compact } from '../../../src/domain/compact';
import { systemClock, toIso, type Clock } from '../../../src/domain/clock';
import type { InstanceReport } from '../instances/instances';
import type { HealthQuery } from './health-query';
import type { MonitoredConnection } from '../monitored/monitored';
import { reportOf, type ConnectionReport } from './report';
import { snapshot, type Snapshot } from './snapshot';

/** Why a connection is not healthy. */
export type Problem = 'store' | 'not-working' | 'not-held' | 'dead' | 'unknown';

export interface Health {
  status: 'ok' | 'failing';
  at: string;
  store: { ok: boolean; why?: string };
  /** The instances on shared stores; absent if no store is shared. */
  instances?: InstanceHealth[];
  connections: (ConnectionReport & { ok: boolean; problems: Problem[] })[];
  /** The connection asked about is not deployed. */
  missing?: true;
}

export type InstanceHealth = Pick<InstanceReport, 'name' | 'isThis' | 'state' | 'heardAt'>;

/** Reads only counters and the head of each queue, however much there is. Never rejects. */
export async function health(
  connections: readonly MonitoredConnection[],
  query: HealthQuery,
  clock: Clock = systemClock(),
): Promise<Health> {
  const wanted = connections.filter(
    ({ id, name }) => query.connection === undefined || [id, name].includes(query.connection),
  );
  const snapshots = await Promise.all(wanted.map(snapshot));
  const described = snapshots.map((one) => {
    const problems = problemsOf(one, query);
    return { ...reportOf(one), ok: problems.length === 0, problems };
  });
  const isMissing = query.connection !== undefined && wanted.length === 0;
  const why = wanted.map(({ storeProblem }) => storeProblem).find((problem) => problem !== undefined);
  const isWell = !isMissing && described.every(({ ok }) => ok);
  return compact({
    status: isWell ? 'ok' : 'failing',
    at: toIso(clock.wall()),
    store: compact({ ok: why === undefined, why }),
    instances: instancesIn(snapshots),
    connections: described,
    missing: isMissing || undefined,
  });
}

/** Every instance once, however many connections use its store; undefined: no store is shared. */
function instancesIn(snapshots: readonly Snapshot[]): InstanceHealth[] | undefined {
  const all = snapshots.flatMap(({ sharing }) => sharing?.instances ?? []);
  const byName = new Map(all.map((instance) => [instance.name, healthOf(instance)]));
  return byName.size === 0 ? undefined : [...byName.values()];
}

function healthOf({ name, isThis, state, heardAt }: InstanceReport): InstanceHealth {
  return compact({ name, isThis, state, heardAt });
}

function problemsOf({ connection, holding, sharing }: Snapshot, { graceMs, ignore }: HealthQuery): Problem[] {
  const lasts = (ms: number | undefined): boolean => ms !== undefined && ms >= graceMs;
  const problems: Record<Problem, boolean> = {
    store: connection.storeProblem !== undefined,
    'not-working': lasts(connection.failingMs),
    // A connection that no node uses needs no holder, and an error is a problem of its own.
    'not-held': !['idle', 'error'].includes(connection.state.state) && lasts(sharing?.unheldMs),
    dead: !ignore.includes('dead') && (holding?.dead ?? 0) > 0,
    unknown: !ignore.includes('unknown') && (holding?.unknown ?? 0) > 0 && lasts(connection.unknownMs),
  };
  return (Object.keys(problems) as Problem[]).filter((name) => problems[name]);
}
