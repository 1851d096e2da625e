import { textOf } from '../../../src/domain/text-of';
import type { Connection } from '../../../src/connection/connection';
import type { ConnectionState } from '../../../src/connection/connection-state';
import type { Scope } from '../../../src/domain/event-key';
import { kindOfKey } from '../../../src/inbox/observed-event';
import { AdminError } from '../admin-answer';
import type { AdminRequest, NodeConfig } from '../node-red';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { RunningSimulator } from '../simulated/simulators';
import type { StoreHome } from '../store/store-home';
import type { StorePlace } from '../store/store-place';
import type { WebhookEndpoint } from '../webhook/webhook-endpoint';

/** A connection that is deployed and running in this process. */
export interface Deployed {
  settings: ConnectionSettings;
  connection: Connection;
  home: StoreHome;
  place: StorePlace;
  simulator: RunningSimulator | undefined;
  /** undefined for providers that do not call webhooks. */
  webhook: WebhookEndpoint | undefined;
}

/** A connection whose node is deployed but which does not run, as it is shown; the log says why. */
export type RestingConnection = { id: string; name: string; provider: string } & ConnectionState;

/** The connections of this Node-RED; a connection inside a subflow exists once for each instance of the subflow. */
class DeployedConnections {
  readonly #running = new Map<string, Deployed>();
  readonly #nodes = new Map<string, () => RestingConnection>();
  readonly #reserved = new Map<Scope, { id: string; name: string }>();
  readonly #instanceListeners = new Set<(id: string) => void>();
  readonly #forgetInstances = new Map<Deployed, () => void>();

  add(entry: Deployed): void {
    const { id } = entry.settings;
    this.#running.set(id, entry);
    const tell = (): void => {
      for (const listener of this.#instanceListeners) listener(id);
    };
    this.#forgetInstances.set(entry, entry.home.store.sharing.onChange(tell));
  }

  remove(entry: Deployed): void {
    const { id } = entry.settings;
    this.#forgetInstances.get(entry)?.();
    this.#forgetInstances.delete(entry);
    if (this.#running.get(id) === entry) this.#running.delete(id);
    for (const [scope, by] of this.#reserved) if (by.id === id) this.#reserved.delete(scope);
  }

  /** `listener` is called with a connection's id when instances on its store have come or gone. Must not throw. */
  onInstances(listener: (id: string) => void): () => void {
    this.#instanceListeners.add(listener);
    return () => this.#instanceListeners.delete(listener);
  }

  get(id: string): Deployed | undefined {
    return this.#running.get(id);
  }

  all(): Deployed[] {
    return [...this.#running.values()];
  }

  /** The connection whose inbox has the received event of this key. */
  ofEvent(key: unknown): Deployed | undefined {
    if (typeof key !== 'string') return undefined;
    return this.all().find(({ connection: { scope } }) => scope && kindOfKey(scope, key) !== 'unknown');
  }

  /**
   * Reserves an account, because two connections serving it would take each other's events. Returns the name of the
   * connection that already has it, if any.
   */
  reserve(scope: Scope, by: { id: string; name: string }): string | undefined {
    const before = this.#reserved.get(scope);
    if (before && before.id !== by.id) return before.name;
    this.#reserved.set(scope, by);
    return undefined;
  }

  /** Registers a connection's deployed node, whether the connection can run or not. Returns what removes it again. */
  addNode({ id, name, provider }: NodeConfig, state: () => ConnectionState): () => void {
    const shown = (): RestingConnection => ({ id, name: textOf(name), provider: textOf(provider), ...state() });
    this.#nodes.set(id, shown);
    return () => {
      if (this.#nodes.get(id) === shown) this.#nodes.delete(id);
    };
  }

  /** Connections that cannot run, or have nothing to do because no node uses them. */
  resting(): RestingConnection[] {
    return [...this.#nodes].filter(([id]) => !this.#running.has(id)).map(([, shown]) => shown());
  }

  failed(): RestingConnection[] {
    return this.resting().filter(({ state }) => state === 'error');
  }
}

/** One for the process, shared by nodes, the admin API, the panel and the monitor. */
export const deployed = new DeployedConnections();

/** The connection that a request to the admin API names. Throws `AdminError`. */
export function found(req: AdminRequest): Deployed {
  const entry = deployed.get(req.params.id ?? '');
  if (!entry) throw new AdminError(404, 'no such connection is running: deploy it, and a node that uses it');
  return entry;
}
