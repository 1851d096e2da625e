import type { DocumentFormat } from '../../src/domain/document';
import type { SourceNode } from '../../src/inbox/source-nodes';
import { NOTHING } from '../../src/inbox/wants';
import { useConnection, type ConnectionNode } from '../runtime/connection/connection-node';
import { chosenConfig } from '../runtime/settings/node-config';
import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { isWired } from '../runtime/receiving/is-wired';
import { ownNumbers } from '../runtime/receiving/own-numbers';
import { receiverStatus } from '../runtime/statuses/receiver-status';
import { onClose } from '../runtime/safe-handlers';
import { faxMessage, type FaxOutput } from './fax-message';

export = (RED: NodeRed): void => {
  function FaxReceiveIn(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'fax-receive-in', given);
    const leave = useConnection(RED, this, config.connection, {
      sourceNode: (connection) => sourceNode({ RED, node: this, config }, connection),
      show: (state) => this.status(receiverStatus(RED, 'fax-receive-in', 'fax', state)),
    });
    onClose(this, leave);
  }

  RED.nodes.registerType('fax-receive-in', FaxReceiveIn);
};

interface Own {
  RED: NodeRed;
  node: RuntimeNode;
  config: NodeConfig;
}

function sourceNode({ RED, node, config }: Own, connection: ConnectionNode): SourceNode {
  const numbers = ownNumbers(RED, node, config, connection);
  const output = outputOf(config.output);
  return {
    id: node.id,
    mode: config.complete === 'auto' ? 'auto' : 'manual',
    document: output === 'file' ? 'path' : 'data',
    format: formatOf(config.format),
    wants: () => (numbers && isWired(node) ? { kinds: ['fax.received'], numbers } : NOTHING),
    // Checked for the types only: no other kind is offered.
    deliver: (offer) => {
      if (offer.kind === 'fax.received') node.send(faxMessage(offer, connection, output));
    },
    reportDead: (offer, error) => {
      if (offer.kind === 'fax.received') node.error(error, faxMessage(offer, connection, 'record'));
    },
  };
}

function outputOf(value: unknown): FaxOutput {
  return value === 'file' || value === 'document' ? value : 'record';
}

function formatOf(value: unknown): DocumentFormat {
  return value === 'pdf' || value === 'png' ? value : 'original';
}
