import { MINUTE_MS } from '../../domain/durations';
import { systemClock, type Clock } from '../../domain/clock';
import { startSimulator, type Simulator } from '../http/start-simulator';
import { defaultAccount, defaultLogin, type Login, type SimulatedAccount } from './account';
import { controlCommands } from './control-commands';
import type { Delivery, Protocol } from './inject';
import { REST_PATHS } from './rest-server';
import { SimulatedService } from './simulated-service';

export interface EsendexSimulatorOptions {
  /** 0, the default, lets the system choose. */
  port?: number;
  clock?: Clock;
  /** Overrides parts of the default account. */
  account?: Partial<SimulatedAccount>;
  /** Further accounts of the same login. */
  otherAccounts?: SimulatedAccount[];
  /** The login for REST. */
  login?: Login;
  /** How injected items are delivered if they do not say so themselves; `push` by default. */
  deliver?: Delivery;
  /** The protocol for receipts, and for injected items that do not name one; `xml` by default. */
  protocol?: Protocol;
  /** How long each status of a sent message lasts; 1 s by default. */
  stepMs?: number;
  /** The pauses in ms after the first, second, … failed push; the last one repeats until 72 h are over. */
  schedule?: readonly number[];
  /** How long a push may take to be answered; 30 s by default. */
  timeoutMs?: number;
  /** How many pushes run at once; 8 by default. */
  parallel?: number;
  /** The URL for pushes, which wait until it is known. */
  pushTarget?: string;
  /** The login that the customer has entered with that URL. */
  pushBasic?: Login;
}

export interface EsendexSimulator extends SimulatedService, Simulator {
  /** The origin, for the connection's `baseUrl`. */
  readonly baseUrl: string;
}

/** The default for `schedule`; the vendor does not publish its own. */
const SCHEDULE = [1, 5, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);

/** Starts a simulated Esendex on loopback. Rejects when the port is taken. */
export async function startEsendexSimulator(options: EsendexSimulatorOptions = {}): Promise<EsendexSimulator> {
  const clock = options.clock ?? systemClock();
  const simulator = new SimulatedService({
    clock,
    accounts: [{ ...defaultAccount(), ...options.account }, ...(options.otherAccounts ?? [])],
    login: options.login ?? defaultLogin(),
    deliver: options.deliver ?? 'push',
    protocol: options.protocol ?? 'xml',
    stepMs: options.stepMs ?? 1_000,
    schedule: options.schedule ?? SCHEDULE,
    timeoutMs: options.timeoutMs ?? 30_000,
    parallel: options.parallel ?? 8,
  });
  const { pushTarget, pushBasic } = options;
  simulator.setPushTarget(pushTarget, pushBasic && { basic: pushBasic });
  const handle = simulator.handleRest.bind(simulator);
  return startSimulator({
    service: simulator,
    commands: controlCommands(simulator),
    port: options.port ?? 0,
    clock,
    roots: Object.fromEntries(REST_PATHS.map((path) => [path, handle])),
    addresses: (address) => ({ baseUrl: `http://${address}` }),
  });
}
