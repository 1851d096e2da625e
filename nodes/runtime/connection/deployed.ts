import type { Scope } from '../../../src/domain/event-key';
import type { Connection } from '../../../src/connection/connection';
import { DEFAULT_RETENTION, type Retention } from '../../../src/domain/retention';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { RunningSimulator } from '../simulated/simulators';
import type { StoreHome } from '../store/store-home';
import type { WebhookEndpoint } from '../webhook/webhook-endpoint';

/** A connection that is deployed and running in this process. */
export interface Deployed {
  settings: ConnectionSettings;
  connection: Connection;
  home: StoreHome;
  simulator: RunningSimulator | undefined;
  /** For providers that call us. */
  webhook: WebhookEndpoint | undefined;
}

const byId = new Map<string, Deployed>();
const holders = new Map<Scope, { id: string; name: string }>();

/** All running connections of this Node-RED; those of a subflow exist once per instance of it. */
export const deployed = {
  add(entry: Deployed): void {
    byId.set(entry.settings.id, entry);
  },

  remove(entry: Deployed): void {
    if (byId.get(entry.settings.id) === entry) byId.delete(entry.settings.id);
    for (const [scope, holder] of holders) if (holder.id === entry.settings.id) holders.delete(scope);
  },

  get(id: string): Deployed | undefined {
    return byId.get(id);
  },

  all(): Deployed[] {
    return [...byId.values()];
  },

  byScope(scope: Scope): Deployed | undefined {
    return [...byId.values()].find(({ connection }) => connection.scope === scope);
  },

  /** One account must not be served by two connections: each would take the other's events. Names the holder if taken. */
  claim(scope: Scope, claimant: { id: string; name: string }): string | undefined {
    const holder = holders.get(scope);
    if (holder && holder.id !== claimant.id) return holder.name;
    holders.set(scope, claimant);
    return undefined;
  },

  retention: (scope: Scope): Retention => deployed.byScope(scope)?.settings.retention ?? DEFAULT_RETENTION,
};
