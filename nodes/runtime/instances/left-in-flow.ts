import type { Deployed } from '../connection/deployed';

/** More of what is in the flow is not looked through for what somebody left there. */
const MOST_IN_FLOW = 1_000;

/** Of each connection: who is gone and has nothing left there. A name is known as gone for long after that. */
const cleared = new WeakMap<Deployed, Set<string>>();

/** Which of these instances, that are gone, have something in the flow still. */
export async function haveOffersOpen(gone: readonly string[], entries: readonly Deployed[]): Promise<Set<string>> {
  const owners = await Promise.all(entries.map((entry) => ownersIn(entry, gone)));
  return new Set(owners.flat());
}

async function ownersIn(entry: Deployed, gone: readonly string[]): Promise<string[]> {
  // Whoever comes back may claim again.
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
