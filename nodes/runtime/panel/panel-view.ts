import { toIso } from '../../../src/domain/clock';
import type { ProviderName } from '../../../src/domain/events';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { oldestOf, oldestOpen } from '../../../src/connection/oldest-open';
import { deployed, type Deployed } from '../connection/deployed';
import { holderOf } from '../instances/holder';
import { instancesOf } from '../instances/instances';
import { byStore } from '../instances/store-reports';
import { monitored } from '../monitored/monitored';
import { scopeOf } from '../connection/own-items';
import { totalsOf } from './item-lists';
import { record } from './record';

const NEWEST = 200;

const CARRIES: Record<ProviderName, ('fax' | 'sms')[]> = {
  etherfax: ['fax'],
  esendex: ['sms'],
  aculab: ['fax', 'sms'],
};

/** What the panel shows first: every connection with its state and the reason for it, and what has just happened. */
export async function panelView({ mayWrite }: { mayWrite: boolean }) {
  const running = await Promise.all(deployed.all().map((one) => describeRunning(one)));
  const resting = deployed.resting().map(({ id, name, provider, ...state }) => ({
    id,
    name,
    provider,
    ...describeState(id, state),
    carries: isProvider(provider) ? CARRIES[provider] : undefined,
  }));
  const connections = [...running, ...resting].sort(byName);
  const ids = connections.map(({ id }) => id);
  const instances = (await Promise.all(byStore().map((entries) => instancesOf(entries)))).flat();
  return {
    at: toIso(Date.now()),
    since: record.since,
    epoch: record.epoch,
    mayWrite,
    connections,
    /** Of shared stores only. */
    instances,
    timeline: record.timeline.newest(ids, NEWEST),
  };
}

async function describeRunning(entry: Deployed) {
  const { settings, connection, simulator, home } = entry;
  const { id, name, provider } = settings;
  const { state } = connection;
  // While the store fails there are no counts, and the state says why.
  const counts = await totalsOf(entry).catch(() => undefined);
  const oldest = await oldestOpen(home.store, scopeOf(entry), home.clock()).catch(() => ({}));
  return {
    id,
    name,
    provider,
    simulator: simulator !== undefined,
    carries: CARRIES[provider],
    ...describeState(id, state),
    ...describeHolder(entry),
    oldestOpenAt: time(oldestOf(oldest)),
    counts: counts && { ...counts, ...kindsOf(state) },
  };
}

/** Only if the store is shared and the account is known. */
function describeHolder(entry: Deployed) {
  if (entry.connection.scope === undefined) return undefined;
  const { isShared, instance } = entry.home.store.sharing;
  const holder = holderOf(entry);
  return isShared && { isShared, holder, isHolder: holder === instance };
}

function describeState(id: string, state: ConnectionState) {
  const { since, lastContact = {} } = monitored.get(id) ?? {};
  return {
    state: state.state,
    reason: 'reason' in state ? state.reason : undefined,
    retryAt: 'retryAt' in state ? toIso(state.retryAt) : undefined,
    since: time(since),
    lastContactAt: time(Math.max(...Object.values(lastContact))),
  };
}

/** undefined if the time is not known. */
function time(at = Infinity): string | undefined {
  return Number.isFinite(at) ? toIso(at) : undefined;
}

function kindsOf({ backlog }: ConnectionState) {
  return backlog && { fax: backlog.fax, sms: backlog.sms };
}

function byName(one: { name: string; id: string }, other: { name: string; id: string }): number {
  return one.name.localeCompare(other.name) || (one.id < other.id ? -1 : 1);
}

function isProvider(name: string): name is ProviderName {
  return Object.hasOwn(CARRIES, name);
}
