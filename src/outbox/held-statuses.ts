import type { ProviderEvent, Source } from '../domain/events';
import type { OutboxContext } from './outbox-context';
import { asTold, track } from './track';

const PAGE = 100;

/** Lets go of statuses that belong to no job after all. Returns when the next one may go; undefined = none is held. */
export async function letGoHeld(
  context: OutboxContext,
  emit: (event: ProviderEvent, source: Source) => Promise<void>,
): Promise<number | undefined> {
  const { store, scope, clock } = context;
  for (const held of await store.jobs.heldDue(scope, clock.now(), PAGE)) {
    const { event, source, key } = held;
    // Its job may have learned its provider id by now.
    const tracked = await track(context, event, source);
    if (tracked !== 'own') await emit(asTold(event, tracked), source);
    await store.jobs.unhold(scope, key);
  }
  return store.jobs.nextHeld(scope);
}
