import type { EventEmitter } from 'node:events';
import { systemClock } from '../../../src/domain/clock';
import { NoConnectionError } from '../../../src/domain/errors';
import type { OutboxAccess } from '../../../src/outbox/outbox-door';
import { connectionOf, NO_CONNECTION, type ConnectionNode } from '../connection/connection-node';
import { areFlowsStopped, onFlows } from '../flow-events';
import type { NodeRed } from '../node-red';

/** After flows were stopped; a process that ends starts none. */
const NEXT_START_MS = 5_000;

export interface Taker {
  connection: ConnectionNode;
  outbox: OutboxAccess;
}

/**
 * Who takes a message, for the connection of this id; `taken` ends when it has. Where a deploy ends the connection before
 * it could, the one that follows does.
 */
export async function outboxOf(RED: NodeRed, id: unknown, taken: Promise<unknown>): Promise<Taker> {
  let tried: ConnectionNode | undefined;
  for (;;) {
    const connection = connectionOf(RED, id);
    if (connection && connection !== tried) {
      const outbox = await connection.outbox(taken);
      if (outbox) return { connection, outbox };
      tried = connection;
    } else if (!areFlowsStopped(RED.events)) {
      throw new NoConnectionError(NO_CONNECTION);
    } else if (!(await nextStart(RED.events))) {
      throw new NoConnectionError('flows were stopped before the message was taken: send it again');
    }
  }
}

/** Resolves with false where flows do not start in time. */
function nextStart(events: EventEmitter): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = systemClock().after(NEXT_START_MS, () => end(false));
    const forget = onFlows(events, { started: () => end(true) });
    function end(hasStarted: boolean): void {
      patience.cancel();
      forget();
      resolve(hasStarted);
    }
  });
}
