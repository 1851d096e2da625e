import { compact } from '../../../src/domain/compact';
import { systemClock, toIso, type Clock } from '../../../src/domain/clock';
import type { InstanceReport } from '../instances/instances';
import type { HealthQuery } from './health-query';
import type { MonitoredConnection } from '../monitored/monitored';
import { reportOf, type ConnectionReport } from './report';
import { snapshot, type Snapshot } from './snapshot';

/** Why a connection is not well. */
export type Problem = 'store' | 'not-working' | 'not-held' | 'dead' | 'unknown';

export interface Health {
  status: 'ok' | 'failing';
  at: string;
  store: { ok: boolean; why?: string };
  /** Where the store is shared: who uses it. */
  instances?: InstanceHealth[];
  connections: (ConnectionReport & { ok: boolean; problems: Problem[] })[];
  /** Asked for one that is not deployed. */
  missing?: true;
}

export type InstanceHealth = Pick<InstanceReport, 'name' | 'isThis' | 'state' | 'heardAt'>;

/** Reads counters and the head of each queue, whatever is in them. Never rejects. */
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

/** Each once, however many connections use its store; undefined: there cannot be others. */
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
    // One that nobody uses asks for no holder, and an error says why.
    'not-held': !['idle', 'error'].includes(connection.state.state) && lasts(sharing?.unheldMs),
    dead: !ignore.includes('dead') && (holding?.dead ?? 0) > 0,
    unknown: !ignore.includes('unknown') && (holding?.unknown ?? 0) > 0 && lasts(connection.unknownMs),
  };
  return (Object.keys(problems) as Problem[]).filter((name) => problems[name]);
}
