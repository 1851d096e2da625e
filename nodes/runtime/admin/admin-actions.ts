import { CancelError, DecideError, EventUnknownError } from '../../../src/domain/errors';
import { keyForLog } from '../../../src/domain/event-key';
import { DECISIONS, isDecision } from '../../../src/outbox/decision';
import { logAccess } from '../access';
import { bodyOf, AdminError } from '../admin-answer';
import { found, type Deployed } from '../connection/deployed';
import type { AdminRequest, NodeRed } from '../node-red';
import { ownEvent, ownJob } from '../connection/own-items';

/** Carries out what a person has decided about an item, and logs who it was. */
export async function act(RED: NodeRed, req: AdminRequest): Promise<{ done: boolean }> {
  const entry = found(req);
  const body = bodyOf(req);
  const result = await runAction(entry, body);
  if (result.done) logAccess(RED, req, entry, { did: `has chosen "${String(body.action)}" for`, ...namedIn(body) });
  return result;
}

function namedIn({ action, key, jobId }: Record<string, unknown>) {
  if (typeof jobId === 'string') return { type: 'job' as const, logId: jobId };
  if (action === 'drop') return { type: 'quarantined' as const, logId: String(key).slice(0, 12) };
  return { type: 'event' as const, logId: keyForLog(String(key)) };
}

/**
 * Closes or offers again an event, drops a quarantined item, cancels a job, or settles one whose outcome is unknown.
 * `done: false`: there was nothing to do any more. Rejects until the account is known, because then that cannot be
 * decided.
 */
async function runAction(entry: Deployed, body: Record<string, unknown>): Promise<{ done: boolean }> {
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

async function decide(entry: Deployed, jobId: unknown, action: unknown): Promise<{ done: boolean }> {
  if (typeof jobId !== 'string' || jobId === '') throw new AdminError(400, 'jobId must be a string');
  if (!isDecision(action) && action !== 'cancel') {
    throw new AdminError(400, `action must be one of ${DECISIONS.join(', ')}, cancel for a job`);
  }
  // An unknown id would be taken for a fax that is being received, and the provider asked to stop it.
  if (!(await ownJob(entry, jobId))) return { done: false };
  const outbox = entry.connection.outbox();
  try {
    await (action === 'cancel' ? outbox.cancel(jobId) : outbox.decide(jobId, action));
    return { done: true };
  } catch (error) {
    if (error instanceof DecideError || error instanceof CancelError) return { done: false };
    throw error;
  }
}

async function offer(entry: Deployed, key: string): Promise<{ done: boolean }> {
  if (!(await ownEvent(entry, key))) return { done: false };
  const { home, connection } = entry;
  const done = await home.store.reoffer(key, home.clock().now());
  if (done) connection.changed();
  return { done };
}

/** Closes an event and acknowledges it at the provider, as `mark-received` does. */
async function complete({ connection }: Deployed, key: string): Promise<{ done: boolean }> {
  try {
    return { done: await connection.close(key, { as: 'operator', acknowledge: 'keep' }) };
  } catch (error) {
    if (error instanceof EventUnknownError) return { done: false };
    throw error;
  }
}

async function drop({ home, connection }: Deployed, id: string): Promise<{ done: boolean }> {
  const done = await home.store.dropQuarantine(connection.knownScope(), id);
  connection.changed();
  return { done };
}
