import { EventUnknownError, StoreError, toError } from '../../src/domain/errors';
import { isRecord } from '../../src/domain/is-record';
import { DEFAULT_RETENTION } from '../../src/domain/retention';
import { checkKey, closeByKey, type ClosedBy } from '../../src/inbox/close';
import { useConnection } from '../runtime/connection/connection-node';
import { chosenConfig } from '../runtime/settings/node-config';
import { deployed } from '../runtime/connection/deployed';
import { onFlows } from '../runtime/flow-events';
import { type NodeConfig, type NodeRed, type RuntimeNode, sharedLog } from '../runtime/node-red';
import { onClose, onInput } from '../runtime/safe-handlers';
import { placesInUse, StoreChoiceError } from '../runtime/store/store-node';
import { useStore } from '../runtime/store/store-users';
import { HeldStores } from './held-stores';

const NOT_ASKED =
  'the event may be in a store that cannot be asked: enable or repair its pushline-store node, or delete the connection that uses it';

export = (RED: NodeRed): void => {
  function MarkReceived(this: RuntimeNode, given: NodeConfig): void {
    RED.nodes.createNode(this, given);
    const config = chosenConfig(RED, this, 'mark-received', given);
    const action = config.then === 'delete' ? 'delete' : 'keep';
    const leave = config.connection ? useConnection(RED, this, config.connection) : undefined;
    const stores = new HeldStores(sharedLog(RED));

    onInput(this, async (message, send) => {
      const key = isRecord(message.event) ? message.event.key : undefined;
      const by = { as: 'flow', acknowledge: action } as const;
      const running = deployed.ofEvent(key);
      if (running) await stores.use(running.place, () => running.connection.close(key, by));
      // Without its connection the event is closed in the store; it is acknowledged once its connection is deployed
      // again.
      else await closeSomewhere(RED, stores, key, by);
      send(message);
    });
    const letGo = (): Promise<void> => stores.letGo();
    const forgetStore = useStore({ leaveStore: letGo, returnToStore: () => undefined });
    // A deploy may change a store's settings, and then its connections cannot open it while it is held here with the
    // old ones. So stores are released before the deploy, and again after it if a message came in between.
    const forgetFlows = onFlows(RED.events, { stopping: () => void letGo(), starting: () => void letGo() });
    onClose(this, async () => {
      leave?.();
      forgetStore();
      forgetFlows();
      await letGo();
    });
  }

  RED.nodes.registerType('mark-received', MarkReceived);
};

/**
 * Closes the event in the store of these flows that has it. If none has it, but one of them could not be asked, the
 * event may be in that one: then this rejects with `StoreError`.
 */
async function closeSomewhere(RED: NodeRed, stores: HeldStores, key: unknown, by: ClosedBy): Promise<void> {
  const { places, isPartial } = placesInUse(RED);
  let failed = isPartial ? new StoreError(NOT_ASKED) : undefined;
  let unknown: EventUnknownError | undefined;
  checkKey(key);
  for (const place of places) {
    try {
      await stores.use(place, async ({ store, clock }) => {
        await closeByKey({ store, clock: clock(), retention: DEFAULT_RETENTION }, key, by);
      });
      return;
    } catch (error) {
      if (error instanceof EventUnknownError) unknown = error;
      else if (error instanceof StoreError) failed = error;
      else if (error instanceof StoreChoiceError) failed = new StoreError(error.message, { cause: error });
      else throw error;
    }
  }
  throw toError(failed ?? unknown);
}
