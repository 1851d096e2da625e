import { systemClock } from '../../../src/domain/clock';
import { startEtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { AdminError } from '../admin/admin-answer';
import type { Simulator } from './simulator';

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
      if (pages === 0) throw new AdminError(400, 'a fax has at least one page here');
      return simulator.inject({
        ...(typeof to === 'string' && { to }),
        ...(typeof from === 'string' && { from }),
        ...(typeof pages === 'number' && { pages }),
      });
    },
    endSendsAs: (kind, number) => simulator.outcome[kind].choose(number),
    summary: () => ({ unread: simulator.unread().length, received: simulator.received().length }),
    close: () => simulator.close(),
  };
}
