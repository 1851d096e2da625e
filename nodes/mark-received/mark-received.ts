import { isRecord } from '../../src/domain/is-record';
import { DEFAULT_RETENTION } from '../../src/domain/retention';
import { closeByKey } from '../../src/inbox/close';
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
      const by = { as: 'flow', acknowledge: action } as const;
      const running = deployed.ofEvent(key);
      if (running) await running.connection.close(key, by);
      // Its provider is told once its connection is deployed again.
      else await closeByKey({ store, clock: clock(), retention: DEFAULT_RETENTION }, key, by);
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
