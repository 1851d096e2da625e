import { chosenConfig, savedConfig } from '../runtime/settings/node-config';
import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { sendingNode } from '../runtime/sending/sending-node';
import { smsOrders } from './sms-order';

export = (RED: NodeRed): void => {
  function SmsSend(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'sms-send', given);
    sendingNode({ RED, node: this, type: 'sms-send', config, saved: savedConfig(RED, given) }, smsOrders(config));
  }

  RED.nodes.registerType('sms-send', SmsSend);
};
