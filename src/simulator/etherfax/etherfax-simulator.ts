import { systemClock, type Clock } from '../../domain/clock';
import { CONTROL_PATH, ControlServer } from '../http/control-server';
import { pathOf, startLoopbackServer } from '../http/loopback-server';
import { defaultAccount, type SimulatedAccount } from './account';
import { controlCommands } from './control-commands';
import type { Delivery } from './inbox-fax';
import { PUSH_PATH } from './push-server';
import { refuseUpgrade } from './refuse-upgrade';
import { REST_PATH } from './rest-server';
import { SimulatedService } from './simulated-service';

export interface EtherFaxSimulatorOptions {
  /** 0, the default, lets the system choose. */
  port?: number;
  clock?: Clock;
  /** What differs from the default account. */
  account?: Partial<SimulatedAccount>;
  pushToken?: string;
  /** How injected faxes become known unless they say so themselves; `push` by default. */
  deliver?: Delivery;
  /** How long each state of an outbound call lasts; 1 s by default. */
  stepMs?: number;
}

export interface EtherFaxSimulator extends SimulatedService {
  /** Up to and with `/rest/3.0/api`, as the connection's `baseUrl` wants it. */
  readonly baseUrl: string;
  readonly pushUrl: string;
  readonly controlUrl: string;
  /** Ends everything at once, connections too. */
  close(): Promise<void>;
}

/** Starts a simulated etherFAX on loopback. Rejects when the port is taken. */
export async function startEtherFaxSimulator(options: EtherFaxSimulatorOptions = {}): Promise<EtherFaxSimulator> {
  const simulator = new SimulatedService({
    clock: options.clock ?? systemClock(),
    account: { ...defaultAccount(), ...options.account },
    pushToken: options.pushToken ?? 'example-push-token',
    deliver: options.deliver ?? 'push',
    stepMs: options.stepMs ?? 1_000,
  });
  const control = new ControlServer(controlCommands(simulator));
  const server = await startLoopbackServer({
    port: options.port ?? 0,
    roots: {
      [REST_PATH]: (message, response) => simulator.handleRest(message, response),
      [CONTROL_PATH]: (message, response) => control.handle(message, response),
    },
    onUpgrade: (message, socket, head) => {
      if (pathOf(message) === PUSH_PATH) simulator.handlePush(message, socket, head);
      else refuseUpgrade(socket, 404);
    },
  });

  return Object.assign(simulator, {
    baseUrl: `http://${server.address}${REST_PATH}`,
    pushUrl: `ws://${server.address}${PUSH_PATH}`,
    controlUrl: `http://${server.address}${CONTROL_PATH}`,
    close: () => {
      simulator.stop();
      return server.close();
    },
  });
}
