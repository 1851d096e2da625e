import { BadInputError } from '../../../src/domain/errors';
import type { ProviderName } from '../../../src/domain/events';
import { PROVIDERS } from '../../../src/providers/registry';
import type { SimulatedProvider } from '../../../src/simulator/simulated-provider';
import { AdminError } from '../admin-answer';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { SendKind } from '../../rules/test-items';
import { checkTestItem, outcomeNumber } from './test-item';

/** A simulator that has been started. What it knows does not outlive the process. */
export type RunningSimulator = SimulatedProvider & {
  /** When it was started, in the store's steady ms. */
  since: number;
  /** The outcome that was chosen for what is sent, by kind. */
  outcomes: Partial<Record<SendKind, string>>;
};

export interface Simulated {
  simulator: RunningSimulator | undefined;
  /** `holder`: set if another instance is the holder of the account. */
  connection: { readonly state: { state: string; holder?: string } };
}

/** By connection. They outlive redeploys, as a real service does; a simulator ends when its connection is removed. */
const simulators = new Map<string, { provider: ProviderName; started: Promise<RunningSimulator> }>();

export async function simulatorOf({ id, provider }: ConnectionSettings, since: number): Promise<RunningSimulator> {
  const existing = simulators.get(id);
  if (existing?.provider === provider) return existing.started;
  await dropSimulator(id);
  const started = PROVIDERS[provider].simulate().then((simulator) => ({ ...simulator, since, outcomes: {} }));
  simulators.set(id, { provider, started });
  started.catch(() => simulators.delete(id));
  return started;
}

const used = new Set<string>();

/** To be called when a connection with `simulator: true` is deployed; the returned function, when it no longer is. */
export function useSimulator(id: string): () => void {
  used.add(id);
  return () => void used.delete(id);
}

/** Flows have started: simulators that no connection uses by now are not needed any more. */
export function dropUnusedSimulators(): void {
  for (const id of simulators.keys()) if (!used.has(id)) void dropSimulator(id);
}

async function dropSimulator(id: string): Promise<void> {
  const existing = simulators.get(id);
  simulators.delete(id);
  await existing?.started.then((simulator) => simulator.close()).catch(() => undefined);
}

/** `POST …/inject`: lets a test item arrive, or chooses the outcome of what is sent. */
export async function inject(
  { simulator, connection }: Simulated,
  item: Record<string, unknown>,
): Promise<{ id: string } | { sends: SendKind }> {
  if (!simulator) throw new AdminError(409, 'only a simulated connection takes test events');
  refuseOnStandby(connection.state.holder, item);
  if (item.kind === 'outcome') {
    const { kind, number } = outcomeNumber(item.sends, item.outcome);
    simulator.endSendsAs(kind, number);
    simulator.outcomes[kind] = typeof item.outcome === 'string' ? item.outcome : '';
    return { sends: kind };
  }
  checkTestItem(item);
  return Promise.resolve({ id: arrive(simulator, item) });
}

/** Each Node-RED has its own simulator, and only the holder's is asked for faxes and sent to. */
function refuseOnStandby(holder: string | undefined, { kind }: Record<string, unknown>): void {
  if (holder === undefined || (kind !== 'fax' && kind !== 'outcome')) return;
  throw new AdminError(409, `the instance "${holder}" has the simulated account: do this there`);
}

function arrive(simulator: SimulatedProvider, item: Record<string, unknown>): string {
  try {
    return simulator.inject(item);
  } catch (error) {
    throw error instanceof BadInputError ? new AdminError(400, error.message) : error;
  }
}
