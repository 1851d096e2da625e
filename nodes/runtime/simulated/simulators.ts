import { BadInputError } from '../../../src/domain/errors';
import type { ProviderName } from '../../../src/domain/events';
import { PROVIDERS } from '../../../src/providers/registry';
import type { SimulatedProvider } from '../../../src/simulator/simulated-provider';
import { AdminError } from '../admin-answer';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { SendKind } from '../../rules/test-items';
import { checkTestItem, outcomeNumber } from './test-item';

/** `since`: by the store's time. Its memory does not outlive the process. */
export type RunningSimulator = SimulatedProvider & {
  since: number;
  /** How what is sent ends, where that was chosen. */
  outcomes: Partial<Record<SendKind, string>>;
};

export interface Simulated {
  simulator: RunningSimulator | undefined;
  /** `holder`: where another instance has the account. */
  connection: { readonly state: { state: string; holder?: string } };
}

/** By connection. They outlive redeploys, as a real service would; only a connection that does not come back ends its own. */
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

/** A connection with `simulator: true` is deployed; returns what tells that it is no more. */
export function useSimulator(id: string): () => void {
  used.add(id);
  return () => void used.delete(id);
}

/** Flows have started: what no connection uses by now will not be asked for again. */
export function dropUnusedSimulators(): void {
  for (const id of simulators.keys()) if (!used.has(id)) void dropSimulator(id);
}

async function dropSimulator(id: string): Promise<void> {
  const existing = simulators.get(id);
  simulators.delete(id);
  await existing?.started.then((simulator) => simulator.close()).catch(() => undefined);
}

/** `POST …/inject`: something arrives, or it is chosen how what is sent ends. */
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

/** A simulator is this Node-RED's own, and only the holder asks one for faxes, and sends to it. */
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
