import { toIso } from '../../../src/domain/clock';
import type { ProviderName } from '../../../src/domain/events';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { deployed, type Deployed } from '../deployed';
import { restingConnections } from '../failed-connections';
import { scopeOf, totalsOf } from './item-lists';
import { record } from './record';

const NEWEST = 200;

const CARRIES: Record<ProviderName, ('fax' | 'sms')[]> = {
  etherfax: ['fax'],
  esendex: ['sms'],
  aculab: ['fax', 'sms'],
};

/** What the panel shows first: every connection of the flows with its state and why, and what has just happened. */
export async function panelView({ mayWrite }: { mayWrite: boolean }) {
  const running = await Promise.all(deployed.all().map((one) => describeRunning(one)));
  const resting = restingConnections().map(({ id, name, provider, ...state }) => ({
    ...{ id, name, provider, simulator: false, ...describeState(state) },
    ...(isProvider(provider) && { carries: CARRIES[provider] }),
  }));
  const connections = [...running, ...resting].sort(byName);
  return {
    ...{ at: toIso(Date.now()), since: record.since, epoch: record.epoch, mayWrite, connections },
    timeline: record.timeline.newest(
      connections.map(({ id }) => id),
      NEWEST,
    ),
  };
}

async function describeRunning(entry: Deployed) {
  const { settings, connection, simulator } = entry;
  const { id, name, provider } = settings;
  const { state } = connection;
  // While the store fails, its state says so.
  const counts = await totalsOf(entry).catch(() => undefined);
  const oldestOpenAt = await oldestOpen(entry).catch(() => undefined);
  return {
    ...{ id, name, provider, simulator: simulator !== undefined, carries: CARRIES[provider], ...describeState(state) },
    ...(counts && { counts: { ...counts, ...kindsOf(state) } }),
    ...(oldestOpenAt !== undefined && { oldestOpenAt: toIso(oldestOpenAt) }),
  };
}

function describeState(state: ConnectionState) {
  return {
    state: state.state,
    ...('reason' in state && { reason: state.reason }),
    ...('retryAt' in state && { retryAt: toIso(state.retryAt) }),
  };
}

function kindsOf({ backlog }: ConnectionState) {
  return backlog && { fax: backlog.fax, sms: backlog.sms };
}

const OPEN = ['offered', 'redeliver', 'fetching', 'new', 'parked', 'dead'] as const;

/** Of what came in and nobody has closed. Each list begins with its oldest. */
async function oldestOpen(entry: Deployed): Promise<number | undefined> {
  const { store } = entry.home;
  const scope = scopeOf(entry);
  const firsts = await Promise.all(OPEN.map((state) => store.list({ scope, state, limit: 1 })));
  const times = firsts.flatMap((heads) => heads.map(({ storedAt }) => storedAt));
  return times.length === 0 ? undefined : Math.min(...times);
}

function byName(one: { name: string; id: string }, other: { name: string; id: string }): number {
  return one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1);
}

function isProvider(name: string): name is ProviderName {
  return Object.hasOwn(CARRIES, name);
}
