import { isRecord } from '../../src/domain/is-record';
import type { ItemName } from '../../src/domain/observation';
import { type AdminRequest, type NodeRed, type AdminResponse, type RouteHandler, sharedLog } from './node-red';
import { nameForLog } from './labels';

const WHAT: Record<ItemName['type'], string> = { event: 'event', job: 'job', quarantined: 'quarantined item' };
const MAX_NAME = 60;

export interface Access {
  /** The verb of the log line, such as "has looked at". */
  did: string;
  type: ItemName['type'];
  logId: string;
}

/** Logs which user looked at personal data or decided about an item, with the item's id and never with its content. */
export function logAccess(
  RED: NodeRed,
  req: AdminRequest,
  { settings }: { settings: { id: string; name: string } },
  { did, type, logId }: Access,
): void {
  sharedLog(RED).info(`${userOf(req)} ${did} ${WHAT[type]} ${logId} of the connection "${nameForLog(settings)}"`);
}

/** Without `adminAuth` Node-RED knows no user. */
function userOf({ user }: AdminRequest): string {
  const name = isRecord(user) && typeof user.username === 'string' ? user.username : '';
  // A user name must not be able to begin a log line of its own.
  const clean = name.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, MAX_NAME);
  return clean.trim() === '' ? 'somebody without a login' : `user "${clean}"`;
}

/**
 * Would this middleware of `RED.auth` let the request pass? Node-RED says what a user may do only by answering a
 * request, so it gets a response that merely listens.
 */
export function isPermitted(gate: RouteHandler, req: AdminRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const refusal = { status: () => refusal, setHeader: () => refusal, end: () => resolve(false) };
    gate(req, refusal as unknown as AdminResponse, () => resolve(true));
  });
}
