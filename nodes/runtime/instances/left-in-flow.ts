import type { Deployed } from '../connection/deployed';

/** At most this many offers are looked through. */
const MOST_IN_FLOW = 1_000;

/** By connection: gone instances that have no offers left. An instance counts as gone for long after that. */
const cleared = new WeakMap<Deployed, Set<string>>();

/** Which of these gone instances still have offers in the flow. */
export async function haveOffersOpen(gone: readonly string[], entries: readonly Deployed[]): Promise<Set<string>> {
  const owners = await Promise.all(entries.map((entry) => ownersIn(entry, gone)));
  return new Set(owners.flat());
}

async function ownersIn(entry: Deployed, gone: readonly string[]): Promise<string[]> {
  // An instance that has come back may have claimed again.
  const done = new Set([...(cleared.get(entry) ?? [])].filter((name) => gone.includes(name)));
  cleared.set(entry, done);
  const { scope } = entry.connection;
  const names = gone.filter((name) => !done.has(name));
  if (scope === undefined || names.length === 0) return [];
  const { store } = entry.home;
  const heads = await store.list({ scope, state: 'offered', limit: MOST_IN_FLOW });
  const owners = new Set(heads.map(({ owner }) => owner));
  if (heads.length < MOST_IN_FLOW) for (const name of names) if (!owners.has(name)) done.add(name);
  return names.filter((name) => owners.has(name));
}
