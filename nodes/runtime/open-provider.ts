import type { Clock } from '../../src/domain/clock';
import type { Facts } from '../../src/domain/facts';
import { createAculabProvider } from '../../src/providers/aculab/aculab-provider';
import { createFactsCallStore } from '../../src/providers/aculab/calls/facts-call-store';
import { createEsendexProvider } from '../../src/providers/esendex/esendex-provider';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import type { Provider } from '../../src/providers/provider';
import { proxyAgent } from '../../src/transports/proxy-agent';
import type { PushSocketOptions } from '../../src/transports/push-socket/push-socket';
import type { ConnectionSettings } from './connection-settings';
import type { NetworkSettings } from './network';
import type { Simulator } from './simulator';

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
      return createEtherFaxProvider({ ...options, credentials });
    case 'esendex':
      return createEsendexProvider({
        ...options,
        credentials: { username: credentials.username ?? '', password: credentials.password ?? '' },
        facts,
      });
    case 'aculab':
      return createAculabProvider({
        ...options,
        credentials,
        service: simulator?.service ?? settings.service,
        encrypt: settings.encrypt,
        pagesUrl,
        calls: createFactsCallStore(facts),
      });
  }
}

/** Where the push socket goes; undefined where none is set. */
export function pushTarget(
  { pushUrl, credentials }: ConnectionSettings,
  { tls, proxy }: NetworkSettings,
  simulator: Simulator | undefined,
): Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent'> | undefined {
  if (simulator) {
    const { pushUrl: url, credentials: simulated } = simulator;
    return url === undefined ? undefined : { url, token: simulated.pushToken ?? '' };
  }
  if (pushUrl === '') return undefined;
  const agent = proxyAgent(pushUrl, proxy);
  return { url: pushUrl, token: credentials.pushToken, ...(tls && { tls }), ...(agent && { agent }) };
}
