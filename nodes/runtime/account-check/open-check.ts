import type { AccountCheck } from '../../../src/providers/account-check/probe';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { Simulator } from '../simulated/simulator';

/* eslint-disable @typescript-eslint/no-require-imports -- each is loaded when it is asked for, which is rarely */
const LOAD = {
  etherfax: () =>
    require('../../../src/providers/etherfax/account-check/etherfax-check') as typeof import('../../../src/providers/etherfax/account-check/etherfax-check'),
  esendex: () =>
    require('../../../src/providers/esendex/account-check/esendex-check') as typeof import('../../../src/providers/esendex/account-check/esendex-check'),
  aculab: () =>
    require('../../../src/providers/aculab/account-check/aculab-check') as typeof import('../../../src/providers/aculab/account-check/aculab-check'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** What there is to check at the provider that the settings name, or at the simulator in its place. Throws `ConfigError`. */
export function openCheck(settings: ConnectionSettings, simulator: Simulator | undefined): AccountCheck {
  const { baseUrl, account, credentials } = simulator ?? settings;
  const options = { baseUrl, account, credentials };
  switch (settings.provider) {
    case 'etherfax':
      return LOAD.etherfax().etherFaxCheck(options);
    case 'esendex':
      return LOAD.esendex().esendexCheck(options);
    case 'aculab':
      return LOAD.aculab().aculabCheck({ ...options, service: simulator?.service ?? settings.service });
  }
}
