import type { Facts } from '../../../src/domain/facts';
import type { Store } from '../../../src/store/store';

/**
 * Small durable facts about one account, separate from those of all other accounts. They belong to the account, as
 * events do, and not to the node: a new connection for the same account takes over its events and needs what is known
 * of them.
 */
export function accountFacts(store: Store, { provider, account }: { provider: string; account: string }): Facts {
  const named = (name: string): string => `facts:${provider}:${account.toLowerCase()}:${name}`;
  return {
    recall: (name) => store.recall(named(name)),
    remember: (name, value) => store.remember(named(name), value),
    rememberIf: ({ name, is }, values) => {
      const entries = Object.entries(values).map(([other, value]) => [named(other), value]);
      return store.rememberIf({ name: named(name), is }, Object.fromEntries(entries) as Record<string, unknown>);
    },
    recallAll: (prefix) => store.recallAll(named(prefix)),
  };
}

/** For a connection that is only tested: knows nothing and keeps nothing. */
export const NO_FACTS: Facts = {
  recall: () => Promise.resolve(undefined),
  remember: () => Promise.resolve(),
  rememberIf: () => Promise.resolve(true),
  recallAll: () => Promise.resolve(new Map()),
};
