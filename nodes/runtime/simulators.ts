import type { ProviderName } from '../../src/domain/events';
import type { Login } from '../../src/transports/webhook/basic-login';
import { AdminError } from './admin-error';
import type { ConnectionSettings, Credentials } from './connection-settings';
import { simulateAculab } from './simulate-aculab';
import { simulateEsendex } from './simulate-esendex';
import { simulateEtherFax } from './simulate-etherfax';

/** The simulated service behind a connection with `simulator: true`, whichever provider it imitates. */
export interface Simulator {
  baseUrl: string;
  account: string;
  credentials: Partial<Credentials>;
  /** Of Aculab. */
  service?: string;
  /** Only where the provider has a push socket. */
  pushUrl?: string;
  /** Tells a service that calls us where we are. */
  callAt?: (url: string, login: Login | undefined) => void;
  /** Something arrives at the service; returns its id. Throws `AdminError` for what cannot arrive there. */
  inject: (item: Record<string, unknown>) => string;
  /** What the service still holds, and what it was told is closed. */
  summary: () => { unread: number; received: number };
  close: () => Promise<void>;
}

const START: Partial<Record<ProviderName, () => Promise<Simulator>>> = {
  etherfax: simulateEtherFax,
  esendex: simulateEsendex,
  aculab: simulateAculab,
};

/** `since`: wall-clock ms. Its memory does not outlive the process. */
export type RunningSimulator = Simulator & { since: number };

/** By connection. They outlive redeploys, as a real service would; only a connection that does not come back ends its own. */
const simulators = new Map<string, { provider: ProviderName; started: Promise<RunningSimulator> }>();

export async function simulatorOf({ id, provider }: ConnectionSettings): Promise<RunningSimulator> {
  const existing = simulators.get(id);
  if (existing?.provider === provider) return existing.started;
  await dropSimulator(id);
  const start = START[provider];
  if (!start) throw new AdminError(409, `there is no simulator of ${provider} yet`);
  const since = Date.now();
  const started = start().then((simulator) => ({ ...simulator, since }));
  simulators.set(id, { provider, started });
  started.catch(() => simulators.delete(id));
  return started;
}

const claimed = new Set<string>();

/** A connection with `simulator: true` is deployed; returns what tells that it is no more. */
export function claimSimulator(id: string): () => void {
  claimed.add(id);
  return () => void claimed.delete(id);
}

/** Flows have started: what no connection has claimed by now will not be asked for again. */
export function dropUnclaimedSimulators(): void {
  for (const id of simulators.keys()) if (!claimed.has(id)) void dropSimulator(id);
}

async function dropSimulator(id: string): Promise<void> {
  const existing = simulators.get(id);
  simulators.delete(id);
  await existing?.started.then((simulator) => simulator.close()).catch(() => undefined);
}

/** `POST …/inject`. */
export async function inject(simulator: Simulator | undefined, item: Record<string, unknown>): Promise<{ id: string }> {
  if (!simulator) throw new AdminError(409, 'only a simulated connection takes test events');
  return Promise.resolve({ id: simulator.inject(item) });
}
