import type { FaxStatus } from '../../src/domain/fax';
import type { Offer, SourceNode } from '../../src/inbox/source-nodes';
import { NOTHING } from '../../src/inbox/wants';
import { useConnection, type ConnectionNode } from '../runtime/connection/connection-node';
import { chosenConfig } from '../runtime/settings/node-config';
import { eventInfo } from '../runtime/messages';
import type { Message, NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { isWired } from '../runtime/receiving/is-wired';
import { onClose } from '../runtime/safe-handlers';

export = (RED: NodeRed): void => {
  function FaxStatusIn(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'fax-status-in', given);
    const leave = useConnection(RED, this, config.connection, {
      sourceNode: (connection) => sourceNode(this, config, connection),
    });
    onClose(this, leave);
  }

  RED.nodes.registerType('fax-status-in', FaxStatusIn);
};

function sourceNode(node: RuntimeNode, config: NodeConfig, connection: ConnectionNode): SourceNode {
  return {
    id: node.id,
    // Statuses need no `mark-received`.
    mode: 'auto',
    document: 'path',
    wants: () => (isWired(node) ? { kinds: ['fax.status'] } : NOTHING),
    deliver: (offer) => {
      // The kind is checked for the types only: no other kind is offered.
      if (offer.kind !== 'fax.status' || !concerns(offer.payload, config)) return;
      node.send(statusMessage(offer, connection));
    },
    reportDead: () => undefined,
  };
}

/** Not part of `wants`, because an event's head says neither its direction nor whether it is final. */
function concerns({ direction, final }: FaxStatus, config: NodeConfig): boolean {
  if (config.finalOnly === true && !final) return false;
  return config.direction !== 'in' && config.direction !== 'out' ? true : config.direction === direction;
}

function statusMessage(offer: Offer<'fax.status'>, connection: ConnectionNode): Message {
  const { payload } = offer;
  return { topic: payload.id, payload, event: eventInfo(offer, connection) };
}
