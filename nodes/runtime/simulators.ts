import { systemClock } from '../../src/domain/clock';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { AdminError } from './admin-error';
import type { ConnectionSettings } from './connection-settings';

/** The simulated service behind a connection with `simulator: true`. */
export interface Simulator {
  baseUrl: string;
  pushUrl: string;
  account: string;
  apiKey: string;
  pushToken: string;
  inject(fax: { to?: string; from?: string; pages?: number }): string;
  summary(): { unread: number; received: number };
}

/** By connection. They outlive redeploys, as a real service would; only removing the connection ends one. */
const simulators = new Map<string, Promise<EtherFaxSimulator>>();

export async function simulatorOf({ id }: ConnectionSettings): Promise<Simulator> {
  const started = simulators.get(id) ?? startWithOneFax();
  simulators.set(id, started);
  try {
    return shown(await started);
  } catch (error) {
    simulators.delete(id);
    throw error;
  }
}

export async function dropSimulator(id: string): Promise<void> {
  const started = simulators.get(id);
  simulators.delete(id);
  await started?.then((simulator) => simulator.close()).catch(() => undefined);
}

/** `POST …/inject`: a fax arrives at the simulated service. */
export async function injectFax(
  simulator: Simulator | undefined,
  { kind = 'fax', to, from, pages }: Record<string, unknown>,
): Promise<{ id: string }> {
  if (!simulator) throw new AdminError(409, 'only a simulated connection takes test events');
  if (kind !== 'fax') throw new AdminError(400, 'kind must be fax');
  const id = simulator.inject({
    ...(typeof to === 'string' && { to }),
    ...(typeof from === 'string' && { from }),
    ...(typeof pages === 'number' && pages >= 1 && pages <= 50 && { pages }),
  });
  return Promise.resolve({ id });
}

/** So that a freshly imported example shows a fax at once. */
async function startWithOneFax(): Promise<EtherFaxSimulator> {
  const simulator = await startEtherFaxSimulator({ clock: systemClock() });
  simulator.inject({});
  return simulator;
}

function shown(simulator: EtherFaxSimulator): Simulator {
  const { baseUrl, pushUrl, account } = simulator;
  return {
    baseUrl,
    pushUrl,
    account: account.account,
    apiKey: account.apiKey,
    pushToken: simulator.pushToken,
    inject: (fax) => simulator.inject(fax),
    summary: () => ({ unread: simulator.unread().length, received: simulator.received().length }),
  };
}
