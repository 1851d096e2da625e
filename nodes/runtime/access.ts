import { isRecord } from '../../src/domain/is-record';
import type { ItemName } from '../../src/domain/observation';
import { type AdminRequest, type NodeRed, type AdminResponse, type RouteHandler, sharedLog } from './node-red';
import { nameForLog } from './labels';

const WHAT: Record<ItemName['type'], string> = { event: 'event', job: 'job', quarantined: 'quarantined item' };
const MAX_NAME = 60;

export interface Access {
  /** As in "has looked at". */
  did: string;
  type: ItemName['type'];
  logId: string;
}

/** Whoever looks at personal data, or decides about an item, is in the log: with the item's id, never with its content. */
export function logAccess(
  RED: NodeRed,
  req: AdminRequest,
  { settings }: { settings: { id: string; name: string } },
  { did, type, logId }: Access,
): void {
  sharedLog(RED).info(`${userOf(req)} ${did} ${WHAT[type]} ${logId} of the connection "${nameForLog(settings)}"`);
}

/** Node-RED knows no name where nobody has to log in. */
function userOf({ user }: AdminRequest): string {
  const name = isRecord(user) && typeof user.username === 'string' ? user.username : '';
  // A name from outside must not begin a line of its own.
  const clean = name.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, MAX_NAME);
  return clean.trim() === '' ? 'somebody without a login' : `user "${clean}"`;
}

/**
 * Would this gate of `RED.auth` let the request pass? Only the platform knows what a user may do, and it tells nobody but
 * the response.
 */
export function isPermitted(gate: RouteHandler, req: AdminRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const refusal = { status: () => refusal, setHeader: () => refusal, end: () => resolve(false) };
    gate(req, refusal as unknown as AdminResponse, () => resolve(true));
  });
}
