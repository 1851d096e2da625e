import type { Scope } from '../domain/event-key';
import type { EventHead } from '../store/event-row';
import type { Store } from '../store/store';

const PAGE = 1_000;

/**
 * All events of an account that are in the flow of any instance: few pages, as one flow holds no more than one page.
 */
export async function offeredHeads(store: Pick<Store, 'list'>, scope: Scope): Promise<EventHead[]> {
  const heads: EventHead[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await store.list({ scope, state: 'offered', after, limit: PAGE });
    heads.push(...page);
    after = page.length < PAGE ? undefined : page.at(-1)?.seq;
  }
  return heads;
}
