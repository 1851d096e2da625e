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
  /** What differs from the default account, or several accounts of one login. */
  account?: Partial<SimulatedAccount>;
  otherAccounts?: SimulatedAccount[];
  /** Of the REST side. */
  login?: Login;
  /** How injected things become known unless they say so themselves; `push` by default. */
  deliver?: Delivery;
  /** How they are pushed unless they say so themselves, and receipts always; `xml` by default. */
  protocol?: Protocol;
  /** How long each status of a sent message lasts; 1 s by default. */
  stepMs?: number;
  /** Waits in ms after the first, second, … failed push; the last one repeats until 72 h are over. */
  schedule?: readonly number[];
  /** How long an answer to a push is waited for; 30 s by default. */
  timeoutMs?: number;
  /** Pushes on their way at once; 8 by default. */
  parallel?: number;
  /** Where pushes go; they wait until it is known. */
  pushTarget?: string;
  /** What the customer has entered beside that address. */
  pushBasic?: Login;
}

export interface EsendexSimulator extends SimulatedService, Simulator {
  /** The origin, as the connection's `baseUrl` wants it. */
  readonly baseUrl: string;
}

/** The vendor does not publish its own. */
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
