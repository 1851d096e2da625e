import type { ConnectionState } from '../../src/connection/connection-state';
import { NoConnectionError } from '../../src/domain/errors';
import type { DocumentWorker } from '../../src/documents/worker/document-worker';
import type { Receiver } from '../../src/inbox/receiver';
import type { JobSender } from '../../src/outbox/job-sender';
import { onNextStart } from './flow-events';
import type { NodeRed, RuntimeNode } from './node-red';
import type { OutboxAccess } from './outbox-access';
import { statusOf } from './statuses';

/** A deployed `fax-sms-connection`, as the nodes that use it see it. */
export interface ConnectionNode extends RuntimeNode {
  /** By this very name Node-RED finds the Catch and Status nodes that the config node's errors concern. */
  users: Record<string, RuntimeNode>;
  provider: 'etherfax' | 'esendex' | 'aculab';
  country: string;
  attach(user: User): void;
  detach(user: User): void;
  /** Rejects with `NoConnectionError` or `ConfigError` where nothing can be sent. */
  outbox(): Promise<OutboxAccess>;
  /** Where documents are read and drawn. Rejects with `NoConnectionError` where the connection does not run. */
  documentWorker(): Promise<DocumentWorker>;
  /** Calling code of the account's country; empty where the provider tells none. Rejects where it is not known in time. */
  accountCountry(): Promise<string>;
}

/** A flow node that uses a connection. */
export interface User {
  node: RuntimeNode;
  receiver?: Receiver;
  sender?: JobSender;
  show: (state: ConnectionState) => void;
}

export function isConnectionNode(node: RuntimeNode | null): node is ConnectionNode {
  return node !== null && 'attach' in node && typeof node.attach === 'function';
}

/** What a node does with its connection, beside showing its state. */
export interface Uses {
  receiver?: (connection: ConnectionNode) => Receiver;
  sender?: (connection: ConnectionNode) => JobSender;
  /** Instead of the state as the node's status. */
  show?: (state: ConnectionState) => void;
}

/**
 * Ties a flow node to its connection for the node's life: the connection's state becomes the node's status. Returns what
 * undoes it. Where the connection is missing or disabled, the node shows it in red and logs it.
 */
export function useConnection(
  RED: NodeRed,
  node: RuntimeNode,
  connection: unknown,
  { receiver, sender, show = (state) => node.status(statusOf(RED, node.type, state)) }: Uses = {},
): () => void {
  let shown: ConnectionState = { state: 'idle' };
  const user: User = {
    node,
    show: (state) => {
      shown = state;
      show(state);
    },
  };
  // While flows are being built, Status nodes hear nothing.
  const forget = onNextStart(RED.events, () => {
    if (shown.state !== 'idle') show(shown);
  });
  const found = typeof connection === 'string' && connection !== '' ? RED.nodes.getNode(connection) : null;
  if (!isConnectionNode(found)) {
    node.error(new NoConnectionError('no connection is chosen, or the chosen one is disabled'));
    user.show({ state: 'error', reason: 'no-connection' });
    return forget;
  }
  const attached = {
    ...user,
    ...(receiver && { receiver: receiver(found) }),
    ...(sender && { sender: sender(found) }),
  };
  found.attach(attached);
  return () => {
    forget();
    found.detach(attached);
    node.status({});
  };
}
