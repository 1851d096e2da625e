import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { sendingNode } from '../runtime/sending-node';
import { documentRoots, storeFolder } from '../runtime/settings';
import { faxOrders } from './fax-order';

export = (RED: NodeRed): void => {
  function FaxSend(this: RuntimeNode, config: NodeConfig): void {
    RED.nodes.createNode(this, config);
    const places = { roots: () => documentRoots(RED), storeFolder: () => storeFolder(RED) };
    sendingNode(RED, this, config, faxOrders(config, places));
  }

  RED.nodes.registerType('fax-send', FaxSend);
};
