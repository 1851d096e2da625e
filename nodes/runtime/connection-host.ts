import { Connection } from '../../src/connection/connection';
import { hashCredentials } from '../../src/connection/account';
import type { ConnectionState } from '../../src/connection/connection-state';
import { systemClock } from '../../src/domain/clock';
import { toError } from '../../src/domain/errors';
import type { WebhookRoute } from '../../src/transports/webhook/webhook-route';
import type { Scope } from '../../src/domain/event-key';
import type { Log } from '../../src/domain/log';
import type { Receiver } from '../../src/inbox/receiver';
import type { ConnectionSettings } from './connection-settings';
import { connectionFacts } from './connection-facts';
import { deployed, type Deployed } from './deployed';
import type { NetworkSettings } from './network';
import type { NodeConfig } from './node-red';
import { openProvider, pushTarget } from './open-provider';
import { simulatorOf, type Simulator } from './simulators';
import { openStoreHome, type StoreHome } from './store-home';
import type { WebhookEndpoint } from './webhook-endpoint';

export interface ConnectionHostOptions {
  config: NodeConfig;
  settings: ConnectionSettings;
  network: NetworkSettings;
  folder: string;
  timeScale: number;
  owner: string;
  log: Log;
  /** For providers that call us. */
  webhook: WebhookEndpoint | undefined;
  /** Where this Node-RED is reached from this machine, for the simulator to call. */
  localOrigin: () => string | undefined;
  onState: (state: ConnectionState) => void;
}

/** Runs one connection from the first `flows:started` that finds users to the node's close. */
export class ConnectionHost {
  readonly #options: ConnectionHostOptions;
  readonly #receivers = new Map<string, Receiver>();
  #entry: Deployed | undefined;
  #work: Promise<void> = Promise.resolve();
  #closing = false;
  /** Between `flows:started` and `flows:stopping`; the work that follows the one may still wait when the other comes. */
  #flowing = false;
  #state: ConnectionState = { state: 'idle' };

  constructor(options: ConnectionHostOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  addReceiver(receiver: Receiver): void {
    this.#receivers.set(receiver.id, receiver);
    this.#entry?.connection.addReceiver(receiver);
  }

  removeReceiver(id: string): void {
    this.#receivers.delete(id);
    this.#entry?.connection.removeReceiver(id);
  }

  /** Flows have started, all or some anew. Without users the link is closed. */
  flowsStarted(hasUsers: boolean): void {
    this.#flowing = true;
    this.#queue(async () => {
      if (!hasUsers) return this.#stop();
      if (!this.#entry) await this.#start();
      const entry = this.#entry;
      if (entry && !this.#closing && this.#flowing) entry.connection.resume(entry.home.takeCrash(entry.settings.id));
    });
  }

  /** What is offered while nodes are exchanged would be dropped. */
  flowsStopping(): void {
    this.#flowing = false;
    void this.#entry?.connection.pause();
  }

  /** Ends everything; never rejects. */
  close(): Promise<void> {
    this.#closing = true;
    this.#queue(() => this.#stop());
    return this.#work;
  }

  /** One after the other: a deploy may come while the last one is still being carried out. */
  #queue(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch((error: unknown) => this.#failed(error));
  }

  async #start(): Promise<void> {
    if (this.#closing) return;
    this.#show({ state: 'connecting' });
    const { config, settings, folder, log, webhook } = this.#options;
    const home = await openStoreHome(folder, log);
    try {
      const simulator = settings.simulator ? await simulatorOf(settings) : undefined;
      this.#entry = { config, settings, home, simulator, webhook, connection: this.#connection(home, simulator) };
    } catch (error) {
      await home.release();
      throw error;
    }
    deployed.add(this.#entry);
    for (const receiver of this.#receivers.values()) this.#entry.connection.addReceiver(receiver);
    const { connection } = this.#entry;
    if (connection.webhook) this.#serve(this.#entry, connection.webhook);
    await connection.start();
  }

  #connection(home: StoreHome, simulator: Simulator | undefined): Connection {
    const { settings, network, timeScale, owner, log } = this.#options;
    const clock = systemClock(timeScale);
    const push = pushTarget(settings, network, simulator);
    return new Connection({
      id: settings.id,
      provider: openProvider(settings, network, { clock, simulator, facts: connectionFacts(home.store, settings.id) }),
      account: settings.simulator ? `sim-${settings.id}` : settings.account,
      credentialsHash: hashCredentials(settings.baseUrl, ...Object.values({ ...settings.credentials })),
      store: home.store,
      documents: home.documents,
      clock,
      random: Math.random,
      log,
      owner,
      pollSeconds: settings.pollSeconds,
      redeliverMinutes: settings.redeliverMinutes,
      maxAttempts: settings.maxAttempts,
      retention: settings.retention,
      ...(push && { push }),
      ...(settings.webhook.login && { webhookLogin: settings.webhook.login }),
      claimScope: (scope) => this.#claim(scope),
      onState: (state) => this.#show(state),
    });
  }

  #serve({ home, connection, simulator }: Deployed, route: WebhookRoute): void {
    const { settings, log, webhook, localOrigin } = this.#options;
    webhook?.serve({
      store: home.store,
      route,
      settings: settings.webhook,
      log,
      nameOf: (id) => deployed.get(id)?.settings.name ?? id,
      onProblem: (problem) => connection.blockWebhook(problem),
      onOpen: (path) => {
        const origin = localOrigin();
        if (origin !== undefined) simulator?.callAt?.(origin + path, settings.webhook.login);
      },
    });
  }

  #claim(scope: Scope): boolean {
    const { settings, log } = this.#options;
    const holder = deployed.claim(scope, { id: settings.id, name: settings.name });
    if (holder === undefined) return true;
    log.error(`this account is used by the connection "${holder}" already: only one may take its events`);
    return false;
  }

  async #stop(): Promise<void> {
    const entry = this.#entry;
    this.#entry = undefined;
    if (!entry) return;
    this.#options.webhook?.hold();
    await entry.connection.stop();
    deployed.remove(entry);
    await entry.home.release();
    this.#show({ state: 'idle' });
  }

  #failed(thrown: unknown): void {
    const error = toError(thrown);
    this.#options.log.error(error.message);
    this.#show({ state: 'error', reason: 'code' in error && error.code === 'PUSHLINE_CONFIG' ? 'config' : 'store' });
  }

  #show(state: ConnectionState): void {
    this.#state = state;
    if (!this.#closing) this.#options.onState(state);
  }
}
