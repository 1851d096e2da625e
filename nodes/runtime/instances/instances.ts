import { compact } from '../../../src/domain/compact';
import { toIso } from '../../../src/domain/clock';
import type { Other } from '../../../src/store/sharing';
import type { Deployed } from '../connection/deployed';
import { packageVersion } from '../package-version';
import { haveOffersOpen } from './left-in-flow';
import { holderOf } from './holder';

/**
 * An instance on a store, as this one sees it, for JSON. `cut-off`: this instance, while the store fails, so that
 * another one may take over; the others are `unheard` then. `gone`: it ended without notice, and its offers or
 * accounts have not been taken over yet.
 */
export interface InstanceReport {
  name: string;
  isThis: boolean;
  state: 'alive' | 'unheard' | 'gone' | 'cut-off';
  version?: string;
  since?: string;
  heardAt?: string;
  /** How long ago that was; absent while this instance is cut off. */
  lagMs?: number;
  /** Ids of the connections of this Node-RED whose account it holds. */
  holds: string[];
}

/** The instances on one store, given all connections of this Node-RED that use it; none if the store is not shared. */
export async function instancesOf(entries: readonly Deployed[]): Promise<InstanceReport[]> {
  const [first] = entries;
  if (!first?.home.store.sharing.isShared) return [];
  const { sharing } = first.home.store;
  // If the store cannot be asked, all that are gone count as not taken over yet.
  const left = await haveOffersOpen(sharing.gone, entries).catch(() => new Set(sharing.gone));
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
    lagMs: isUnheard ? undefined : Math.max(Math.round(clock.now() - seenAt), 0),
    holds,
  });
}

function isCutOff({ store }: Deployed['home']): boolean {
  return !store.sharing.isAlive || store.health.failure !== undefined;
}
