import { DecideError } from '../../src/domain/errors';
import { staysOpen } from '../../src/domain/events';
import { retainUntil } from '../../src/inbox/retention';
import type { EventRow } from '../../src/store/event-row';
import { DECISIONS, isDecision } from '../../src/outbox/submit-request';
import { AdminError } from './admin-error';
import type { Deployed } from './deployed';

/**
 * What a person decides in the connection's dialog: closes or offers again one event, drops one quarantined item, or
 * says what became of a job whose fate nobody knows.
 */
export async function runAction(entry: Deployed, body: Record<string, unknown>): Promise<{ done: boolean }> {
  const { action, key, jobId } = body;
  if (jobId !== undefined) return decide(entry, jobId, action);
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

async function decide({ connection }: Deployed, jobId: unknown, action: unknown): Promise<{ done: boolean }> {
  if (typeof jobId !== 'string' || jobId === '') throw new AdminError(400, 'jobId must be a string');
  if (!isDecision(action)) throw new AdminError(400, `action must be one of ${DECISIONS.join(', ')} for a job`);
  if (!connection.scope) return { done: false };
  try {
    await connection.outbox().decide(jobId, action);
    return { done: true };
  } catch (error) {
    if (error instanceof DecideError) return { done: false };
    throw error;
  }
}

async function offer(entry: Deployed, key: string): Promise<{ done: boolean }> {
  if (!(await ownRow(entry, key))) return { done: false };
  const { home, connection } = entry;
  const done = await home.store.reoffer(key, home.clock().now());
  if (done) connection.changed();
  return { done };
}

/** The provider is told as well: an operator who closes an event means it. */
async function complete(entry: Deployed, key: string): Promise<{ done: boolean }> {
  const row = await ownRow(entry, key);
  if (!row) return { done: false };
  const { home, connection, settings } = entry;
  const clock = home.clock();
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
  const done = await home.store.dropQuarantine(connection.scope, id);
  connection.changed();
  return { done };
}

/** One store holds the events of all connections, and only an event's own can offer it and tell its provider. */
async function ownRow({ home, connection }: Deployed, key: string): Promise<EventRow | undefined> {
  const row = await home.store.get(key);
  return row?.scope === connection.scope ? row : undefined;
}
