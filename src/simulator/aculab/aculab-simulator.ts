import { systemClock, type Clock } from '../../domain/clock';
import { startSimulator, type Simulator } from '../http/start-simulator';
import { defaultAccount, type Login, type SimulatedAccount } from './account';
import { controlCommands } from './control-commands';
import { SimulatedService } from './simulated-service';
import { WEB_PATHS } from './web-services';

export interface AculabSimulatorOptions {
  /** 0, the default, lets the system choose. */
  port?: number;
  clock?: Clock;
  /** Overrides parts of the default account. */
  account?: Partial<SimulatedAccount>;
  /** How long dialling, negotiating, each page, and each status of a message take; 1 s by default. */
  stepMs?: number;
  /** How long a stored or deleted file takes to reach the web services; 3 s by default. */
  propagationMs?: number;
  /** How long a page may take to answer; 10 s by default. */
  timeoutMs?: number;
  /** The address of the customer's pages; calls and messages wait until it is known. */
  callAt?: string;
  /** The login that the customer has entered with that address. */
  login?: Login;
}

export interface AculabSimulator extends SimulatedService, Simulator {
  /** The origin, for the connection's `baseUrl`. */
  readonly baseUrl: string;
}

/** Starts a simulated Aculab Cloud on loopback. Rejects when the port is taken. */
export async function startAculabSimulator(options: AculabSimulatorOptions = {}): Promise<AculabSimulator> {
  const clock = options.clock ?? systemClock();
  const simulator = new SimulatedService({
    clock,
    account: { ...defaultAccount(), ...options.account },
    stepMs: options.stepMs ?? 1_000,
    propagationMs: options.propagationMs ?? 3_000,
    timeoutMs: options.timeoutMs ?? 10_000,
  });
  simulator.callAt(options.callAt, options.login);
  const handle = simulator.handleWeb.bind(simulator);
  return startSimulator({
    service: simulator,
    commands: controlCommands(simulator),
    port: options.port ?? 0,
    clock,
    roots: Object.fromEntries(WEB_PATHS.map((path) => [path, handle])),
    addresses: (address) => ({ baseUrl: `http://${address}` }),
  });
}
