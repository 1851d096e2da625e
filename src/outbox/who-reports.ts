import type { Scope } from '../domain/event-key';
import type { JobMessage } from '../domain/job';
import { without } from '../domain/without';
import type { Other, Sharing } from '../store/sharing';
import type { Reporters } from './reporters';

/**
 * Several instances on one store may have the same node in their flows. A job's end is reported by the instance whose
 * node took the message, because the flow's memory of it is there; if that instance is away, or no longer has the
 * node, by the first one that claims it. True: another instance reports it.
 */
export function isForOthers(
  sharing: Sharing,
  reporters: Pick<Reporters, 'mayReport'>,
  scope: Scope,
  { node, instance, teller }: JobMessage,
): boolean {
  if (!sharing.isShared || teller?.process === sharing.process) return false;
  if (teller !== undefined && reporters.mayReport(teller)) return true;
  if (instance === sharing.instance) return false;
  return sharing.others.some((other) => other.instance === instance && nodesOf(other, scope).includes(node));
}

/**
 * The message with one report counted and claimed by this process: while it runs, no other process makes the report.
 */
export function claimed(sharing: Sharing, message: JobMessage): JobMessage {
  const counted = { ...message, tellings: message.tellings + 1 };
  const { isShared, instance, process } = sharing;
  return isShared ? { ...counted, teller: { instance, process } } : counted;
}

/** The message was not reported after all: without this process's claim. */
export function unclaimed(sharing: Sharing, message: JobMessage): JobMessage {
  if (message.teller?.process !== sharing.process) return message;
  return without(message, 'teller');
}

/** Tells the others which nodes there are here; undefined: none any more. */
export function announceNodes(sharing: Sharing, scope: Scope, nodes: readonly string[] | undefined): void {
  sharing.want(placeOf(scope), nodes);
}

function nodesOf({ wants }: Other, scope: Scope): readonly unknown[] {
  const nodes = wants.get(placeOf(scope));
  return Array.isArray(nodes) ? nodes : [];
}

/** A key of its own in `wants`, beside the one with what the account's nodes want to receive. */
function placeOf(scope: Scope): Scope {
  return `${scope} sending`;
}
