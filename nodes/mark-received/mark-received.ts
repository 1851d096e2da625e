import { isRecord } from '../../src/domain/is-record';
import { completeByFlow } from '../../src/inbox/complete';
import { useConnection } from '../runtime/connection/connection-node';
import { chosenConfig } from '../runtime/settings/node-config';
import { deployed } from '../runtime/connection/deployed';
import { type NodeConfig, type NodeRed, type RuntimeNode, sharedLog } from '../runtime/node-red';
import { onClose, onInput } from '../runtime/safe-handlers';
import { storeFolder } from '../runtime/settings/settings-file';
import { openStoreHome, type StoreHome } from '../runtime/store/store-home';
import { useStore } from '../runtime/store/store-users';

export = (RED: NodeRed): void => {
  function MarkReceived(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'mark-received', given);
    const action = config.then === 'delete' ? 'delete' : 'keep';
    const leave = config.connection ? useConnection(RED, this, config.connection) : undefined;
    let home: Promise<StoreHome> | undefined;

    onInput(this, async (message, send) => {
      home ??= openStoreHome(storeFolder(RED), sharedLog(RED));
      const { store, clock } = await home.catch((error: unknown) => {
        home = undefined;
        throw error;
      });
      const key = isRecord(message.event) ? message.event.key : undefined;
      const closed = await completeByFlow(
        { store, clock: clock(), retention: (scope) => deployed.retention(scope) },
        key,
        action,
      );
      if (closed) deployed.byScope(closed.scope)?.connection.completed(closed.key, closed);
      send(message);
    });
    const letGo = async (): Promise<void> => {
      const held = home;
      home = undefined;
      await held?.then(
        ({ release }) => release(),
        () => undefined,
      );
    };
    const forgetStore = useStore({ leaveStore: letGo, returnToStore: () => undefined });
    onClose(this, async () => {
      leave?.();
      forgetStore();
      await letGo();
    });
  }

  RED.nodes.registerType('mark-received', MarkReceived);
};
