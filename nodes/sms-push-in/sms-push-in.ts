import type { EventKind } from '../../src/domain/events';
import type { SourceNode } from '../../src/inbox/source-nodes';
import { useConnection, type ConnectionNode } from '../runtime/connection/connection-node';
import { chosenConfig } from '../runtime/settings/node-config';
import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { isWired } from '../runtime/receiving/is-wired';
import { ownNumbers } from '../runtime/receiving/own-numbers';
import { receiverStatus } from '../runtime/statuses/receiver-status';
import { onClose } from '../runtime/safe-handlers';
import { SMS_OUTPUTS, type SmsOutput } from '../rules/outputs';
import { outputOf, smsMessage } from './sms-message';

export = (RED: NodeRed): void => {
  function SmsPushIn(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'sms-push-in', given);
    const leave = useConnection(RED, this, config.connection, {
      sourceNode: (connection) => sourceNode({ RED, node: this, config }, connection),
      show: (state) => this.status(receiverStatus(RED, 'sms-push-in', 'sms', state)),
    });
    onClose(this, leave);
  }

  RED.nodes.registerType('sms-push-in', SmsPushIn);
};

interface Own {
  RED: NodeRed;
  node: RuntimeNode;
  config: NodeConfig;
}

function sourceNode({ RED, node, config }: Own, connection: ConnectionNode): SourceNode {
  const numbers = ownNumbers(RED, node, config, connection);
  const hasWire = (output: SmsOutput): boolean => isWired(node, SMS_OUTPUTS.indexOf(output));
  return {
    id: node.id,
    mode: config.complete === 'auto' ? 'auto' : 'manual',
    document: 'path',
    enrich: config.enrich === true,
    wants: () => {
      const kinds: EventKind[] = [];
      if (numbers && hasWire('received')) kinds.push('sms.received');
      // The kind does not say which of the three outputs a status is for.
      if (hasWire('delivered') || hasWire('failed') || hasWire('other')) kinds.push('sms.status');
      if (hasWire('other')) kinds.push('sms.optout', 'sms.subscription', 'unknown');
      return numbers ? { kinds, numbers } : { kinds };
    },
    deliver: (offer) => {
      const output = outputOf(offer);
      node.send(SMS_OUTPUTS.map((name) => (name === output ? smsMessage(offer, connection) : null)));
    },
    reportDead: (offer, error) => node.error(error, smsMessage(offer, connection)),
  };
}
