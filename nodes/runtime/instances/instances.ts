import { compact } from '../../../src/domain/compact';
import { toIso } from '../../../src/domain/clock';
import type { Other } from '../../../src/store/sharing';
import type { Deployed } from '../connection/deployed';
import { packageVersion } from '../package-version';
import { holderOf } from './holder';

/**
 * An instance of a store, as this one sees it: JSON. `cut-off`: this one, while the store fails, so that another may take
 * over; the others are `unheard` then. `gone`: it ended without a word, and what it had in the flow has not been taken
 * over yet.
 */
export interface InstanceReport {
  name: string;
  isThis: boolean;
  state: 'alive' | 'unheard' | 'gone' | 'cut-off';
  version?: string;
  since?: string;
  heardAt?: string;
  /** How long ago that was, while it could be heard. */
  lagMs?: number;
  /** The connections of this Node-RED whose account it has, by id. */
  holds: string[];
}

/** More of what is in the flow is not looked through for what somebody left there. */
const MOST_IN_FLOW = 200;

/** Those of one store, given by all connections that use it; none where it is nobody else's. */
export async function instancesOf(entries: readonly Deployed[]): Promise<InstanceReport[]> {
  const [first] = entries;
  if (!first?.home.store.sharing.isShared) return [];
  const { sharing } = first.home.store;
  // While the store fails nobody takes anything over.
  const left = await ownersOfOpenOffers(sharing.gone, entries).catch(() => new Set(sharing.gone));
  const holds = (name: string): string[] =>
    entries.filter((entry) => holderOf(entry) === name).map(({ settings }) => settings.id);
  const gone = sharing.gone.filter((name) => left.has(name) || holds(name).length > 0);
  return [
    thisOne(first, holds(sharing.instance)),
    ...sharing.others.map((other) => otherOne(first, other, holds(other.instance))),
    ...gone.map((name): InstanceReport => ({ name, isThis: false, state: 'gone', holds: holds(name) })),
  ];
}

function thisOne({ home }: Deployed, holds: string[]): InstanceReport {
  const { instance } = home.store.sharing;
  return {
    name: instance,
    isThis: true,
    state: isCutOff(home) ? 'cut-off' : 'alive',
    version: packageVersion(),
    since: toIso(performance.timeOrigin),
    holds,
  };
}

function otherOne({ home }: Deployed, { instance, version, since, seenAt }: Other, holds: string[]): InstanceReport {
  const clock = home.clock();
  const isUnheard = isCutOff(home);
  return compact({
    name: instance,
    isThis: false,
    state: isUnheard ? 'unheard' : 'alive',
    version: version || undefined,
    since: toIso(clock.wallAt(since)),
    heardAt: toIso(clock.wallAt(seenAt)),
    lagMs: isUnheard ? undefined : Math.max(clock.now() - seenAt, 0),
    holds,
  });
}

function isCutOff({ store }: Deployed['home']): boolean {
  return !store.sharing.isAlive || store.health.failure !== undefined;
}

/** Which of these are named as owner of something that is in the flow. */
async function ownersOfOpenOffers(names: readonly string[], entries: readonly Deployed[]): Promise<Set<string>> {
  const owners = new Set<string>();
  if (names.length === 0) return owners;
  for (const { home, connection } of entries) {
    const { scope } = connection;
    if (scope === undefined) continue;
    const heads = await home.store.list({ scope, state: 'offered', limit: MOST_IN_FLOW });
    const rows = await Promise.all(heads.map(({ key }) => home.store.get(key)));
    for (const row of rows) if (row?.owner !== undefined) owners.add(row.owner);
  }
  return owners;
}
