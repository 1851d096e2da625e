import { isRecord } from '../../../src/domain/is-record';
import type { ItemName } from '../../../src/domain/observation';
import { nameForLog } from '../settings/connection-settings';
import type { Deployed } from '../connection/deployed';
import type { AdminRequest, NodeRed } from '../node-red';
import { sharedLog } from '../shared-log';

const WHAT: Record<ItemName['type'], string> = { event: 'event', job: 'job', quarantined: 'quarantined item' };
const MAX_NAME = 60;

export interface Access {
  /** As in "has looked at". */
  did: string;
  type: ItemName['type'];
  logId: string;
}

/** Whoever looks at personal data, or decides about an item, is in the log: with the item's id, never with its content. */
export function logAccess(RED: NodeRed, req: AdminRequest, { settings }: Deployed, { did, type, logId }: Access): void {
  sharedLog(RED).info(`${userOf(req)} ${did} ${WHAT[type]} ${logId} of the connection "${nameForLog(settings)}"`);
}

/** Node-RED knows no name where nobody has to log in. */
function userOf({ user }: AdminRequest): string {
  const name = isRecord(user) && typeof user.username === 'string' ? user.username : '';
  // A name from outside must not begin a line of its own.
  const clean = name.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, MAX_NAME);
  return clean.trim() === '' ? 'somebody without a login' : `user "${clean}"`;
}
