import { systemClock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { BadInputError } from '../../domain/errors';
import { startEtherFaxSimulator } from './etherfax-simulator';
import type { SimulatedProvider } from '../simulated-provider';

export async function simulateEtherFax(): Promise<SimulatedProvider> {
  const simulator = await startEtherFaxSimulator({ clock: systemClock() });
  // So that a freshly imported example shows a fax at once.
  simulator.inject({});
  return {
    baseUrl: simulator.baseUrl,
    pushUrl: simulator.pushUrl,
    account: simulator.account.account,
    credentials: { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken },
    inject: ({ kind = 'fax', to, from, pages }) => {
      if (kind !== 'fax') throw new BadInputError('kind must be fax');
      if (pages === 0) throw new BadInputError('a fax has at least one page here');
      return simulator.inject(
        compact({
          to: typeof to === 'string' ? to : undefined,
          from: typeof from === 'string' ? from : undefined,
          pages: typeof pages === 'number' ? pages : undefined,
        }),
      );
    },
    endSendsAs: (kind, number) => simulator.outcome[kind].choose(number),
    summary: () => ({ unread: simulator.unread().length, received: simulator.received().length }),
    close: () => simulator.close(),
  };
}
