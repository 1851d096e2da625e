import type { Facts } from '../../../src/domain/facts';
import type { Store } from '../../../src/store/store';

/**
 * The small durable facts of one account, kept apart from every other's. By account and not by node, as events are: a
 * connection made anew for the same account needs what is known of those that it takes over.
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

/** For a connection that is only tried: nothing is known, and nothing is kept. */
export const NO_FACTS: Facts = {
  recall: () => Promise.resolve(undefined),
  remember: () => Promise.resolve(),
  rememberIf: () => Promise.resolve(true),
  recallAll: () => Promise.resolve(new Map()),
};
