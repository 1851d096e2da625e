import { systemClock } from '../../src/domain/clock';
import { startEtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { AdminError } from './admin-error';
import type { Simulator } from './simulator';

const MAX_PAGES = 50;

export async function simulateEtherFax(): Promise<Simulator> {
  const simulator = await startEtherFaxSimulator({ clock: systemClock() });
  // So that a freshly imported example shows a fax at once.
  simulator.inject({});
  return {
    baseUrl: simulator.baseUrl,
    pushUrl: simulator.pushUrl,
    account: simulator.account.account,
    credentials: { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken },
    inject: ({ kind = 'fax', to, from, pages }) => {
      if (kind !== 'fax') throw new AdminError(400, 'kind must be fax');
      return simulator.inject({
        ...(typeof to === 'string' && { to }),
        ...(typeof from === 'string' && { from }),
        ...(typeof pages === 'number' && pages >= 1 && pages <= MAX_PAGES && { pages }),
      });
    },
    summary: () => ({ unread: simulator.unread().length, received: simulator.received().length }),
    close: () => simulator.close(),
  };
}
