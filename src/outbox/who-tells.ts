import type { Scope } from '../domain/event-key';
import type { JobMessage } from '../domain/job';
import type { Other, Sharing } from '../store/sharing';
import type { Tellers } from './tellers';

/**
 * Where several instances share a store, their flows may have the same node. The end of a job is told by the instance whose
 * node took the message, because what the flow remembers of it is there; where that one is not here, or has no such node any
 * more, by whichever claims it first.
 */
export function isForOthers(
  sharing: Sharing,
  tellers: Pick<Tellers, 'mayTell'>,
  scope: Scope,
  { node, instance, teller }: JobMessage,
): boolean {
  if (!sharing.isShared || teller?.process === sharing.process) return false;
  if (teller !== undefined && tellers.mayTell(teller)) return true;
  if (instance === sharing.instance) return false;
  return sharing.others.some((other) => other.instance === instance && nodesOf(other, scope).includes(node));
}

/** Before it is handed over, in the commit that counts that: nobody else tells it while we are here. */
export function claimed(sharing: Sharing, message: JobMessage): JobMessage {
  const counted = { ...message, tellings: message.tellings + 1 };
  const { isShared, instance, process } = sharing;
  return isShared ? { ...counted, teller: { instance, process } } : counted;
}

/** It was not told after all. */
export function unclaimed(sharing: Sharing, message: JobMessage): JobMessage {
  if (message.teller?.process !== sharing.process) return message;
  const free = { ...message };
  delete free.teller;
  return free;
}

/** Tells the others which nodes there are here; undefined: none any more. */
export function announceNodes(sharing: Sharing, scope: Scope, nodes: readonly string[] | undefined): void {
  sharing.want(placeOf(scope), nodes);
}

function nodesOf({ wants }: Other, scope: Scope): readonly unknown[] {
  const nodes = wants.get(placeOf(scope));
  return Array.isArray(nodes) ? nodes : [];
}

/** Beside what the account's nodes want to receive. */
function placeOf(scope: Scope): Scope {
  return `${scope} sending`;
}
