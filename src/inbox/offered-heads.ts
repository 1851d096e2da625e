import type { Scope } from '../domain/event-key';
import type { EventHead } from '../store/event-row';
import type { Store } from '../store/store';

const PAGE = 1_000;

/** Of all events of an account that some instance's flow has now: a few pages, because no flow has more than one. */
export async function offeredHeads(store: Pick<Store, 'list'>, scope: Scope): Promise<EventHead[]> {
  const heads: EventHead[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await store.list({ scope, state: 'offered', after, limit: PAGE });
    heads.push(...page);
    after = page.length < PAGE ? undefined : page.at(-1)?.seq;
  }
  return heads;
}
