import { systemClock, type Clock } from '../../domain/clock';
import { pathOf } from '../http/loopback-server';
import { startSimulator, type Simulator } from '../http/start-simulator';
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
  /** Overrides parts of the default account. */
  account?: Partial<SimulatedAccount>;
  pushToken?: string;
  /** How injected faxes are delivered if they do not say so themselves; `push` by default. */
  deliver?: Delivery;
  /** How long each state of an outbound call lasts; 1 s by default. */
  stepMs?: number;
}

export interface EtherFaxSimulator extends SimulatedService, Simulator {
  /** Ends with `/rest/3.0/api`, for the connection's `baseUrl`. */
  readonly baseUrl: string;
  readonly pushUrl: string;
}

/** Starts a simulated etherFAX on loopback. Rejects when the port is taken. */
export async function startEtherFaxSimulator(options: EtherFaxSimulatorOptions = {}): Promise<EtherFaxSimulator> {
  const clock = options.clock ?? systemClock();
  const simulator = new SimulatedService({
    clock,
    account: { ...defaultAccount(), ...options.account },
    pushToken: options.pushToken ?? 'example-push-token',
    deliver: options.deliver ?? 'push',
    stepMs: options.stepMs ?? 1_000,
  });
  return startSimulator({
    service: simulator,
    commands: controlCommands(simulator),
    port: options.port ?? 0,
    clock,
    roots: { [REST_PATH]: (message, response) => simulator.handleRest(message, response) },
    onUpgrade: (message, socket, head) => {
      if (pathOf(message) === PUSH_PATH) simulator.handlePush(message, socket, head);
      else refuseUpgrade(socket, 404);
    },
    addresses: (address) => ({
      baseUrl: `http://${address}${REST_PATH}`,
      pushUrl: `ws://${address}${PUSH_PATH}`,
    }),
  });
}
