import type { Clock } from '../../../src/domain/clock';
import type { Facts } from '../../../src/domain/facts';
import type { Provider } from '../../../src/providers/provider';
import { proxyAgent } from '../../../src/transports/proxy-agent';
import type { PushSocketOptions } from '../../../src/transports/push-socket/push-socket';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { NetworkSettings } from '../settings/network';
import type { Simulator } from '../simulated/simulator';

/* eslint-disable @typescript-eslint/no-require-imports -- each is loaded when a connection asks for it */
const LOAD = {
  etherfax: () =>
    require('../../../src/providers/etherfax/etherfax-provider') as typeof import('../../../src/providers/etherfax/etherfax-provider'),
  esendex: () =>
    require('../../../src/providers/esendex/esendex-provider') as typeof import('../../../src/providers/esendex/esendex-provider'),
  aculab: () =>
    require('../../../src/providers/aculab/aculab-provider') as typeof import('../../../src/providers/aculab/aculab-provider'),
  aculabCalls: () =>
    require('../../../src/providers/aculab/call/call-store') as typeof import('../../../src/providers/aculab/call/call-store'),
};
/* eslint-enable @typescript-eslint/no-require-imports */

export interface ProviderContext {
  clock: Clock;
  facts: Facts;
  simulator: Simulator | undefined;
  /** Where the provider reaches this connection's webhook. Throws `ConfigError` where that is not known. */
  pagesUrl: () => string;
}

/** The provider that the settings name, or the simulator in its place. Throws `ConfigError`. */
export function openProvider(
  settings: ConnectionSettings,
  network: NetworkSettings,
  { clock, facts, simulator, pagesUrl }: ProviderContext,
): Provider {
  const { provider, country } = settings;
  const { baseUrl, account, credentials } = simulator ?? { ...settings, ...network };
  const route = simulator ? {} : network;
  const options = { ...route, baseUrl, account, country, clock };
  switch (provider) {
    case 'etherfax':
      return LOAD.etherfax().createEtherFaxProvider({ ...options, credentials });
    case 'esendex':
      return LOAD.esendex().createEsendexProvider({
        ...options,
        credentials: { username: credentials.username ?? '', password: credentials.password ?? '' },
        facts,
      });
    case 'aculab':
      return LOAD.aculab().createAculabProvider({
        ...options,
        credentials,
        service: simulator?.service ?? settings.service,
        encrypt: settings.encrypt,
        pagesUrl,
        calls: LOAD.aculabCalls().createFactsCallStore(facts),
      });
  }
}

/** Where the push socket goes; undefined where none is set. */
export function pushTarget(
  { pushUrl, credentials }: ConnectionSettings,
  network: NetworkSettings,
  simulator: Simulator | undefined,
): Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent'> | undefined {
  if (simulator) {
    const { pushUrl: url, credentials: simulated } = simulator;
    return url === undefined ? undefined : { url, token: simulated.pushToken ?? '' };
  }
  if (pushUrl === '') return undefined;
  const { tls } = network;
  const agent = proxyAgent(pushUrl, network);
  return { url: pushUrl, token: credentials.pushToken, ...(tls && { tls }), ...(agent && { agent }) };
}
