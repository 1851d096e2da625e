import type { EventEmitter } from 'node:events';
import { compact } from '../../../src/domain/compact';
import type { ConnectionState } from '../../../src/connection/connection-state';
import type { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { systemClock } from '../../../src/domain/clock';
import { NoConnectionError } from '../../../src/domain/errors';
import type { ProviderName } from '../../../src/domain/events';
import type { SourceNode } from '../../../src/inbox/source-nodes';
import type { SendingNode } from '../../../src/outbox/sending-nodes';
import type { OutboxAccess } from '../../../src/connection/outgoing';
import { onFlows, areFlowsStopped } from '../flow-events';
import type { NodeRed, RuntimeNode } from '../node-red';
import { statusOf } from '../statuses/connection-status';

/** A deployed `fax-sms-connection`, as nodes that use it see it. */
export interface ConnectionNode extends RuntimeNode {
  /**
   * Node-RED looks for a property of this name to find the Catch and Status nodes that a config node's errors concern.
   */
  users: Record<string, RuntimeNode>;
  provider: ProviderName;
  country: string;
  /** True: its numbers are made up. */
  simulator: boolean;
  attach(user: User): void;
  detach(user: User): void;
  /**
   * Where jobs are submitted; it stays usable until `taken` has settled. undefined: the connection was closed. Rejects
   * with `NoConnectionError`, `ConfigError` or `StoreError` if nothing can be sent.
   */
  outbox(taken: Promise<unknown>): Promise<OutboxAccess | undefined>;
  /** The worker that reads and draws documents. Rejects with `NoConnectionError` if the connection does not run. */
  documentWorker(): Promise<DocumentWorker>;
  /** Calling code of the account's country; empty if the provider reports none. Rejects if it is not known in time. */
  accountCountry(): Promise<string>;
}

/** A flow node that uses a connection. */
export interface User {
  node: RuntimeNode;
  sourceNode?: SourceNode;
  sendingNode?: SendingNode;
  show: (state: ConnectionState) => void;
}

function isConnectionNode(node: RuntimeNode | null | undefined): node is ConnectionNode {
  return !!node && 'attach' in node && typeof node.attach === 'function';
}

export const NO_CONNECTION = 'no connection is chosen, or the chosen one is disabled';

/** What a node does with its connection, besides showing its state. */
export interface Uses {
  sourceNode?: (connection: ConnectionNode) => SourceNode;
  sendingNode?: (connection: ConnectionNode) => SendingNode;
  /** Replaces showing the connection's state as the node's status. */
  show?: (state: ConnectionState) => void;
}

/** The deployed connection with this id, as a node has chosen it. */
export function connectionOf(RED: NodeRed, id: unknown): ConnectionNode | undefined {
  const found = typeof id === 'string' && id !== '' ? RED.nodes.getNode(id) : null;
  return isConnectionNode(found) ? found : undefined;
}

/**
 * Ties a flow node to its connection until the returned function is called: the connection's state becomes the node's
 * status. If the connection is missing or disabled, the node's status turns red and an error is logged.
 */
export function useConnection(
  RED: NodeRed,
  node: RuntimeNode,
  connection: unknown,
  { sourceNode, sendingNode, show = (state) => node.status(statusOf(RED, node.type, state)) }: Uses = {},
): () => void {
  let shown: ConnectionState = { state: 'idle' };
  let used: { connection: ConnectionNode; user: User } | undefined;
  let hasStarted = false;
  const tell = (state: ConnectionState): void => {
    shown = state;
    show(state);
  };
  const attach = (found: ConnectionNode | undefined): void => {
    if (!found) {
      node.error(new NoConnectionError(NO_CONNECTION));
      tell({ state: 'error', reason: 'no-connection' });
      return;
    }
    const user: User = compact({
      node,
      show: tell,
      sourceNode: sourceNode?.(found),
      sendingNode: sendingNode?.(found),
    });
    used = { connection: found, user };
    found.attach(user);
  };
  const detach = (): void => {
    used?.connection.detach(used.user);
    used = undefined;
  };
  attach(connectionOf(RED, connection));
  const forget = onFlows(RED.events, {
    // By Node-RED's admin API a connection can be removed, and put back, while the nodes that use it stay.
    starting: () => {
      const found = connectionOf(RED, connection);
      if (found === used?.connection) return;
      detach();
      attach(found);
    },
    // Status nodes hear nothing while flows are being built, so the status is shown again afterwards.
    started: () => {
      if (!hasStarted && shown.state !== 'idle') show(shown);
      hasStarted = true;
    },
  });
  return () => {
    forget();
    if (used) node.status({});
    detach();
  };
}

/** How long after a stop of the flows their next start is waited for: if the process ends, none comes. */
const NEXT_START_MS = 5_000;

export interface Taker {
  connection: ConnectionNode;
  outbox: OutboxAccess;
}

/**
 * The connection with this id and its outbox, for one message; `taken` must settle when the message has been
 * submitted. If a deploy closes the connection before that, its successor is returned.
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

/** Resolves with true when flows start, with false if they do not in time. */
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
