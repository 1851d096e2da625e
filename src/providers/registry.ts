import type { ProviderName } from '../domain/events';
import type { ProviderEntry } from './provider-entry';

/* eslint-disable @typescript-eslint/no-require-imports -- a provider's code is loaded on first use */
const LOAD = {
  etherfax: () => require('./etherfax/etherfax-provider') as typeof import('./etherfax/etherfax-provider'),
  etherfaxCheck: () =>
    require('./etherfax/account-check/etherfax-check') as typeof import('./etherfax/account-check/etherfax-check'),
  etherfaxSimulator: () =>
    require('../simulator/etherfax/simulate-etherfax') as typeof import('../simulator/etherfax/simulate-etherfax'),
  esendex: () => require('./esendex/esendex-provider') as typeof import('./esendex/esendex-provider'),
  esendexCheck: () =>
    require('./esendex/account-check/esendex-check') as typeof import('./esendex/account-check/esendex-check'),
  esendexSimulator: () =>
    require('../simulator/esendex/simulate-esendex') as typeof import('../simulator/esendex/simulate-esendex'),
  aculab: () => require('./aculab/aculab-provider') as typeof import('./aculab/aculab-provider'),
  aculabCalls: () => require('./aculab/call/call-store') as typeof import('./aculab/call/call-store'),
  aculabCheck: () =>
    require('./aculab/account-check/aculab-check') as typeof import('./aculab/account-check/aculab-check'),
  aculabSimulator: () =>
    require('../simulator/aculab/simulate-aculab') as typeof import('../simulator/aculab/simulate-aculab'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** All providers. What dialogs also need to know about each of them is in its face: faces.ts. */
export const PROVIDERS: Readonly<Record<ProviderName, ProviderEntry>> = {
  etherfax: {
    open: (settings) => LOAD.etherfax().createEtherFaxProvider(settings),
    accountCheck: (account) => LOAD.etherfaxCheck().etherFaxCheck(account),
    simulate: () => LOAD.etherfaxSimulator().simulateEtherFax(),
  },
  esendex: {
    open: (settings) => LOAD.esendex().createEsendexProvider(settings),
    accountCheck: (account) => LOAD.esendexCheck().esendexCheck(account),
    simulate: () => LOAD.esendexSimulator().simulateEsendex(),
  },
  aculab: {
    open: (settings) =>
      LOAD.aculab().createAculabProvider({
        ...settings,
        calls: LOAD.aculabCalls().createFactsCallStore(settings.facts),
      }),
    accountCheck: (account) => LOAD.aculabCheck().aculabCheck(account),
    simulate: () => LOAD.aculabSimulator().simulateAculab(),
  },
};
