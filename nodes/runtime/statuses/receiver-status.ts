import type { Backlog, Kind } from '../../../src/connection/backlog';
import { isServing, type ConnectionState } from '../../../src/connection/connection-state';
import type { NodeRed, NodeStatus } from '../node-red';
import { countText, statusOf } from './connection-status';

/** The status of a receiving node: the state of its connection, and the number of open items of its kind. */
export function receiverStatus(RED: NodeRed, type: string, kind: Kind, state: ConnectionState): NodeStatus {
  const status = statusOf(RED, type, state);
  const { backlog } = state;
  if (backlog === undefined || !isServing(state)) return status;
  const text = openText(RED, type, kind, backlog);
  return text === '' ? status : { ...status, ...urgency(backlog, kind), text };
}

function openText(RED: NodeRed, type: string, kind: Kind, { quarantined, ...open }: Backlog): string {
  const { dead, overdue, inFlow, waiting, unclaimed } = open[kind];
  return countText(RED, type, { dead, 'in-flow': inFlow, overdue, waiting, unclaimed, quarantined });
}

/** Red: events are dead and no longer offered. Yellow: events are not dealt with as they should be. */
function urgency({ quarantined, ...open }: Backlog, kind: Kind): Partial<NodeStatus> {
  const { dead, overdue, unclaimed } = open[kind];
  if (dead > 0) return { fill: 'red', state: 'error' };
  return overdue + unclaimed + quarantined > 0 ? { fill: 'yellow', state: 'waiting' } : {};
}
