import { systemClock } from '../../src/domain/clock';
import { retainUntil } from '../../src/inbox/retention';
import { AdminError } from './admin-error';
import type { Deployed } from './deployed';

/** Closes or re-offers one event, or drops one quarantined item: what a person decides in the connection's dialog. */
export async function runAction(entry: Deployed, body: Record<string, unknown>): Promise<{ done: boolean }> {
  const { action, key } = body;
  if (typeof key !== 'string' || key === '') throw new AdminError(400, 'key must be a string');
  switch (action) {
    case 'offer':
      return offer(entry, key);
    case 'complete':
      return complete(entry, key);
    case 'drop':
      return drop(entry, key);
    default:
      throw new AdminError(400, 'action must be one of offer, complete, drop');
  }
}

async function offer({ home, connection }: Deployed, key: string): Promise<{ done: boolean }> {
  const done = await home.store.reoffer(key, Date.now());
  if (done) connection.reoffered();
  return { done };
}

/** The provider is told as well: an operator who closes an event means it. */
async function complete({ home, connection, settings }: Deployed, key: string): Promise<{ done: boolean }> {
  const clock = systemClock();
  const result = await home.store.complete({
    key,
    as: 'operator',
    acknowledge: 'keep',
    now: clock.now(),
    ...retainUntil(clock, settings.retention),
  });
  if (result.outcome !== 'completed') return { done: false };
  connection.completed(key);
  return { done: true };
}

async function drop({ home, connection }: Deployed, id: string): Promise<{ done: boolean }> {
  if (!connection.scope) return { done: false };
  return { done: await home.store.dropQuarantine(connection.scope, id) };
}
