import type { Clock } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import type { Facts } from '../../../src/domain/facts';
import type { AccountCheck } from '../../../src/providers/account-check/probe';
import type { Provider } from '../../../src/providers/provider';
import type { AccountSettings } from '../../../src/providers/provider-entry';
import { PROVIDERS } from '../../../src/providers/registry';
import type { SimulatedProvider } from '../../../src/simulator/simulated-provider';
import { proxyAgent } from '../../../src/transports/push-socket/proxy-agent';
import type { PushSocketOptions } from '../../../src/transports/push-socket/push-socket';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { NetworkSettings } from '../settings/network';

export interface ProviderContext {
  clock: Clock;
  facts: Facts;
  simulator: SimulatedProvider | undefined;
  /** The address at which the provider reaches this connection's webhook. Throws `ConfigError` if it is not known. */
  pagesUrl: () => string;
}

/** The provider that the settings name, or the simulator in its place. Throws `ConfigError`. */
export function openProvider(
  settings: ConnectionSettings,
  network: NetworkSettings,
  { simulator, ...context }: ProviderContext,
): Provider {
  const { provider, country, encrypt } = settings;
  const route = simulator ? {} : network;
  return PROVIDERS[provider].open({ ...accountOf(settings, simulator), ...route, country, encrypt, ...context });
}

/** The account check of the provider that the settings name, or of the simulator in its place. Throws `ConfigError`. */
export function openAccountCheck(settings: ConnectionSettings, simulator: SimulatedProvider | undefined): AccountCheck {
  return PROVIDERS[settings.provider].accountCheck(accountOf(settings, simulator));
}

function accountOf(settings: ConnectionSettings, simulator: SimulatedProvider | undefined): AccountSettings {
  const { baseUrl, account, service = settings.service, credentials } = simulator ?? settings;
  return { baseUrl, account, service, credentials };
}

/** Where the push socket connects to; undefined: none is set. */
export function pushTarget(
  { pushUrl, credentials }: ConnectionSettings,
  network: NetworkSettings,
  simulator: SimulatedProvider | undefined,
): Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent'> | undefined {
  if (simulator) {
    const { pushUrl: url, credentials: simulated } = simulator;
    return url === undefined ? undefined : { url, token: simulated.pushToken ?? '' };
  }
  if (pushUrl === '') return undefined;
  const { tls } = network;
  const agent = proxyAgent(pushUrl, network);
  return compact({ url: pushUrl, token: credentials.pushToken, tls, agent });
}
