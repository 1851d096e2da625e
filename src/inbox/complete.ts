import type { Clock } from '../domain/clock';
import { EventUnknownError, NoEventError } from '../domain/errors';
import type { Scope } from '../domain/event-key';
import { staysOpen, type AckAction } from '../domain/events';
import type { Store } from '../store/store';
import { retainUntil, type Retention } from '../domain/retention';

export interface Completion {
  store: Store;
  clock: Clock;
  /** How long this event's connection keeps things. */
  retention: (scope: Scope) => Retention;
}

/**
 * What `mark-received` does: closes the event that the message names, durably, whatever attempt the message came from.
 * Resolves with the scope whose connection has to tell the provider, or undefined where nothing was left to do;
 * `isNews`: it was open until now.
 * Rejects with `NoEventError`, `EventUnknownError` or `StoreError`.
 */
export async function completeByFlow(
  { store, clock, retention }: Completion,
  key: unknown,
  action: AckAction,
): Promise<{ key: string; scope: Scope; isNews: boolean } | undefined> {
  if (typeof key !== 'string' || key === '') {
    throw new NoEventError('msg.event.key is missing: send the message of a source node, or keep its msg.event');
  }
  const row = await store.get(key);
  if (!row)
    throw new EventUnknownError(
      'msg.event.key names no event of this Node-RED: it may have expired, or come from another one',
    );
  if (!staysOpen(row.kind)) return undefined;
  const result = await store.complete({
    key,
    as: 'flow',
    acknowledge: action,
    now: clock.now(),
    ...retainUntil(clock, retention(row.scope)),
  });
  if (result.outcome === 'unknown') return undefined;
  return { key, scope: row.scope, isNews: result.outcome === 'completed' };
}
