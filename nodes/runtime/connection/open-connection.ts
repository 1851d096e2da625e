import { fingerprint } from '../../../src/connection/account';
import { Connection } from '../../../src/connection/connection';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { compact } from '../../../src/domain/compact';
import type { Scope } from '../../../src/domain/event-key';
import type { Log } from '../../../src/domain/log';
import { monitored } from '../monitored/monitored';
import { observations } from '../observations';
import { nameForLog } from '../labels';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { NetworkSettings } from '../settings/network';
import type { RunningSimulator } from '../simulated/simulators';
import type { StoreHome } from '../store/store-home';
import { accountFacts } from './account-facts';
import { deployed } from './deployed';
import { openProvider, pushTarget } from './open-provider';

export interface OpenConnectionOptions {
  settings: ConnectionSettings;
  network: NetworkSettings;
  timeScale: number;
  log: Log;
  home: StoreHome;
  simulator: RunningSimulator | undefined;
  /** The address at which the provider reaches this connection's webhook. Throws `ConfigError` if it is not known. */
  pagesUrl: () => string;
  onState: (state: ConnectionState) => void;
}

/** Makes the engine of one connection from its settings; it does nothing until it is started. Throws `ConfigError`. */
export function openConnection(options: OpenConnectionOptions): Connection {
  const { settings, network, timeScale, log, home, simulator, pagesUrl, onState } = options;
  const clock = home.clock(timeScale, { hasProviderTime: !settings.simulator });
  const push = pushTarget(settings, network, simulator);
  const account = settings.simulator ? `sim-${settings.id}` : settings.account;
  const facts = accountFacts(home.store, { ...settings, account });
  return new Connection(
    compact({
      id: settings.id,
      provider: openProvider(settings, network, { clock, simulator, facts, pagesUrl }),
      account,
      providerSince: simulator?.since,
      credentials: fingerprint(settings.baseUrl, ...Object.values({ ...settings.credentials })),
      store: home.store,
      documents: home.documents,
      converter: home.converter,
      clock,
      random: Math.random,
      log,
      owner: home.store.sharing.instance,
      channels: settings.channels,
      pollSeconds: settings.pollSeconds,
      redeliverMinutes: settings.redeliverMinutes,
      maxAttempts: settings.maxAttempts,
      retention: settings.retention,
      push,
      webhookLogin: settings.webhook.login,
      reserveScope: (scope) => reserve(scope, settings, log),
      onState,
      observe: (seen) => observations.tell(settings, seen),
      meter: monitored.meterOf(settings.id),
    }),
  );
}

function reserve(scope: Scope, settings: ConnectionSettings, log: Log): string | undefined {
  const other = deployed.reserve(scope, { id: settings.id, name: nameForLog(settings) });
  if (other !== undefined) {
    log.error(`the connection "${other}" uses this account already: choose that one`);
  }
  return other;
}
