import { onFlows } from '../runtime/flow-events';
import { type NodeConfig, type NodeRed } from '../runtime/node-red';
import { onClose } from '../runtime/safe-handlers';
import { storeTls } from '../runtime/settings/network';
import { savedConfig, savedCredentials, variablesOf } from '../runtime/settings/node-config';
import { storeSettings } from '../runtime/settings/store-settings';
import { removeLeftFolders } from '../runtime/store/left-folders';
import { addStoreNode, databasePlace, type StoreNode } from '../runtime/store/store-node';

const TYPE = 'pushline-store';

export = (RED: NodeRed): void => {
  /** The node itself opens nothing: the connections that name it open the store. */
  function PushlineStore(this: StoreNode, config: NodeConfig): void {
    RED.nodes.createNode(this, config);
    this.place = () => {
      const saved = savedConfig(RED, config);
      const settings = storeSettings(saved, savedCredentials(RED, config), variablesOf(RED, this));
      return databasePlace(RED, settings, storeTls(RED, settings, config.tls));
    };
    const forget = addStoreNode(this);
    onClose(this, () => {
      forget();
      return Promise.resolve();
    });
  }

  onFlows(RED.events, { started: () => void removeLeftFolders(RED) });
  RED.nodes.registerType(TYPE, PushlineStore, { credentials: { password: { type: 'password' } } });
};
