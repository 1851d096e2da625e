import type { Clock } from '../../src/domain/clock';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import type { Provider } from '../../src/providers/provider';
import { proxyAgent } from '../../src/transports/proxy-agent';
import type { PushSocketOptions } from '../../src/transports/push-socket/push-socket';
import type { ConnectionSettings } from './connection-settings';
import type { NetworkSettings } from './network';
import type { Simulator } from './simulators';

/** The provider that the settings name, or the simulator in its place. Throws `ConfigError`. */
export function openProvider(
  settings: ConnectionSettings,
  network: NetworkSettings,
  { clock, simulator }: { clock: Clock; simulator: Simulator | undefined },
): Provider {
  const { account, baseUrl, credentials, country } = settings;
  if (simulator) {
    return createEtherFaxProvider({
      baseUrl: simulator.baseUrl,
      account: simulator.account,
      credentials: { apiKey: simulator.apiKey },
      country,
      clock,
    });
  }
  return createEtherFaxProvider({ ...network, baseUrl, account, credentials, country, clock });
}

/** Where the push socket goes; undefined where none is set. */
export function pushTarget(
  { pushUrl, credentials }: ConnectionSettings,
  { tls, proxy }: NetworkSettings,
  simulator: Simulator | undefined,
): Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent'> | undefined {
  if (simulator) return { url: simulator.pushUrl, token: simulator.pushToken };
  if (pushUrl === '') return undefined;
  const agent = proxyAgent(pushUrl, proxy);
  return { url: pushUrl, token: credentials.pushToken, ...(tls && { tls }), ...(agent && { agent }) };
}
