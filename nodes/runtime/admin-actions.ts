import { systemClock } from '../../src/domain/clock';
import { staysOpen } from '../../src/domain/events';
import { retainUntil } from '../../src/inbox/retention';
import type { EventRow } from '../../src/store/store';
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

async function offer(entry: Deployed, key: string): Promise<{ done: boolean }> {
  if (!(await ownRow(entry, key))) return { done: false };
  const { home, connection } = entry;
  const done = await home.store.reoffer(key, Date.now());
  if (done) connection.reoffered();
  return { done };
}

/** The provider is told as well: an operator who closes an event means it. */
async function complete(entry: Deployed, key: string): Promise<{ done: boolean }> {
  const row = await ownRow(entry, key);
  if (!row) return { done: false };
  const { home, connection, settings } = entry;
  const clock = systemClock();
  const result = await home.store.complete({
    key,
    as: 'operator',
    ...(staysOpen(row.kind) && { acknowledge: 'keep' as const }),
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

/** One store holds the events of all connections, and only an event's own can offer it and tell its provider. */
async function ownRow({ home, connection }: Deployed, key: string): Promise<EventRow | undefined> {
  const row = await home.store.get(key);
  return row?.scope === connection.scope ? row : undefined;
}
