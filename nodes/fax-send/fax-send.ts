import { chosenConfig, savedConfig } from '../runtime/settings/node-config';
import type { NodeConfig, NodeRed, RuntimeNode } from '../runtime/node-red';
import { sendingNode } from '../runtime/sending/sending-node';
import { documentRoots, storeFolder } from '../runtime/settings/settings-file';
import { faxOrders } from './fax-order';

export = (RED: NodeRed): void => {
  function FaxSend(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'fax-send', given);
    const places = { roots: () => documentRoots(RED), storeFolder: () => storeFolder(RED) };
    sendingNode(
      { RED, node: this, type: 'fax-send', config, saved: savedConfig(RED, given) },
      faxOrders(config, places),
    );
  }

  RED.nodes.registerType('fax-send', FaxSend);
};
