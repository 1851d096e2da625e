import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { sendingNode } from '../runtime/sending-node';
import { smsOrders } from './sms-order';

export = (RED: NodeRed): void => {
  function SmsSend(this: RuntimeNode, config: NodeConfig): void {
    RED.nodes.createNode(this, config);
    sendingNode(RED, this, config, smsOrders(config));
  }

  RED.nodes.registerType('sms-send', SmsSend);
};
