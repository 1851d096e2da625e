import { Connection } from '../../../src/connection/connection';
import { fingerprint } from '../../../src/connection/account';
import type { ConnectionState } from '../../../src/connection/connection-state';
import { systemClock, type Timer } from '../../../src/domain/clock';
import { ConfigError, NoConnectionError, StoreError, toError } from '../../../src/domain/errors';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import type { Scope } from '../../../src/domain/event-key';
import type { Log } from '../../../src/domain/log';
import type { SourceNode } from '../../../src/inbox/source-node';
import type { DocumentWorker } from '../../../src/documents/worker/document-worker';
import type { SendingNode } from '../../../src/outbox/final-reports';
import type { OutboxAccess } from '../../../src/outbox/outbox-door';
import { UnusableStoreError } from '../../../src/store/level/unusable-store';
import { nameForLog, type ConnectionSettings } from '../settings/connection-settings';
import { accountFacts } from './account-facts';
import { closingTime } from './closing-time';
import { callReporter } from '../simulated/call-reporter';
import { deployed, type Deployed } from './deployed';
import { monitored } from '../monitor/monitored';
import type { NetworkSettings } from '../settings/network';
import { observations, stateObserver } from '../observations';
import { openProvider, pushTarget } from './open-provider';
import { claimSimulator, simulatorOf, type RunningSimulator } from '../simulated/simulators';
import { silentNode } from '../test-send/silent-node';
import { openStoreHome, type StoreHome } from '../store/store-home';
import { useStore } from '../store/store-users';
import type { WebhookEndpoint } from '../webhook/webhook-endpoint';

export interface ConnectionHostOptions {
  settings: ConnectionSettings;
  network: NetworkSettings;
  folder: string;
  timeScale: number;
  log: Log;
  /** For the store, which is everybody's. */
  sharedLog: Log;
  /** For providers that call us. */
  webhook: WebhookEndpoint | undefined;
  /** Where this Node-RED is reached from this machine, for the simulator to call; undefined: nowhere. */
  localOrigin: () => Promise<string | undefined>;
  onState: (state: ConnectionState) => void;
}

/** The embedded store has one process at a time, so a folder that was moved or restored goes on where it stood. */
const EMBEDDED = 'embedded';

/** The country may have to be asked of the provider first; a flow must not wait for ever. */
const ACCOUNT_MS = 15_000;
/** Of the time that a node's close may take, for ending all but the requests that send. */
const STOP_MS = 1_000;

/**
 * Runs one connection from `flows:started` to the node's close. One whose provider calls us takes its calls also without
 * users; only for users it reaches out.
 */
export class ConnectionHost {
  readonly #options: ConnectionHostOptions;
  readonly #nodes = new Map<string, SourceNode>();
  readonly #senders = new Map<string, SendingNode>();
  #entry: Deployed | undefined;
  #leaving: Deployed | undefined;
  /** Does what runs reach out? */
  #links = false;
  #work: Promise<void> = Promise.resolve();
  #closing = false;
  /** Between `flows:started` and `flows:stopping`; the work that follows the one may still wait when the other comes. */
  #flowing = false;
  #hasUsers = false;
  #state: ConnectionState = { state: 'idle' };
  readonly #observeState: (state: ConnectionState) => void;
  /** The webhook's address as the provider reaches it. */
  #calledAt: string | undefined;
  readonly #letGoSimulator: (() => void) | undefined;
  readonly #forgetStore: () => void;
  /** Why it does not run, where it was to. */
  #failure: Error | undefined;
  readonly #hasStarted = deferred();
  readonly #hasClosed = deferred();
  /** Messages that are being taken: they need the store. */
  readonly #taking = new Set<Promise<unknown>>();

  constructor(options: ConnectionHostOptions) {
    const { simulator, id } = options.settings;
    this.#options = options;
    this.#observeState = stateObserver(options.settings);
    this.addSendingNode(silentNode(id));
    this.#letGoSimulator = simulator ? claimSimulator(id) : undefined;
    this.#forgetStore = useStore({
      leaveStore: () => this.#queue(() => this.#stop()),
      returnToStore: () => {
        if (this.#flowing) void this.#queue(() => this.#run(this.#hasUsers));
      },
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.set(node.id, node);
    this.#entry?.connection.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#nodes.delete(id);
    this.#entry?.connection.removeSourceNode(id);
  }

  addSendingNode(sender: SendingNode): void {
    this.#senders.set(sender.id, sender);
    this.#entry?.connection.addSendingNode(sender);
  }

  removeSendingNode(id: string): void {
    this.#senders.delete(id);
    this.#entry?.connection.removeSendingNode(id);
  }

  /**
   * Where nodes hand in what is to be sent, once flows have started and the store is open, which it stays until `taken`;
   * undefined: it was closed before. Rejects with what keeps the connection from running.
   */
  async outbox(taken: Promise<unknown>): Promise<OutboxAccess | undefined> {
    if (!this.#current) await this.#hasBegun();
    if (this.#current) {
      const outbox = this.#current.connection.outbox();
      this.#keepOpen(taken);
      return outbox;
    }
    if (this.#closing) return undefined;
    throw this.#failure ?? new NoConnectionError('the connection is not running: see its status and the log');
  }

  #keepOpen(taken: Promise<unknown>): void {
    this.#taking.add(taken);
    const end = (): void => {
      this.#taking.delete(taken);
      // What one that has stopped took is the next one's to send.
      if (this.#closing) deployed.get(this.#options.settings.id)?.connection.lookAgain();
    };
    taken.then(end, end);
  }

  /** What runs, or has stopped and still has its store. */
  get #current(): Deployed | undefined {
    return this.#entry ?? this.#leaving;
  }

  async #hasBegun(): Promise<void> {
    await Promise.race([this.#hasStarted.promise, this.#hasClosed.promise]);
    await Promise.race([this.#work, this.#hasClosed.promise]);
  }

  /** Rejects with `NoConnectionError` where the connection does not run. */
  async documentWorker(): Promise<DocumentWorker> {
    if (!this.#current) await this.#hasBegun();
    if (this.#current) return this.#current.home.worker;
    throw new NoConnectionError('the connection is not running: see its status and the log');
  }

  /** Rejects with `NoConnectionError` where it is not known in time. */
  async accountCountry(): Promise<string> {
    if (!this.#current) await this.#hasBegun();
    const patience = expiry(ACCOUNT_MS);
    const known = this.#current?.connection.accountCountry();
    try {
      const country = await Promise.race([known, patience.expired, this.#hasClosed.promise]);
      if (country !== undefined) return country;
    } finally {
      patience.cancel();
    }
    throw new NoConnectionError('the country of the account is not known yet');
  }

  /** Flows have started, all or some anew. */
  flowsStarted(hasUsers: boolean): void {
    this.#flowing = true;
    this.#hasUsers = hasUsers;
    void this.#queue(() => this.#run(hasUsers));
    this.#hasStarted.resolve();
  }

  /** What is offered while nodes are exchanged would be dropped. */
  flowsStopping(): void {
    this.#flowing = false;
    void this.#entry?.connection.pause();
  }

  /** Ends everything; never rejects. */
  close(): Promise<void> {
    this.#closing = true;
    this.#hasClosed.resolve();
    this.#letGoSimulator?.();
    this.#forgetStore();
    return this.#queue(() => this.#stop());
  }

  /** One after the other: a deploy may come while the last one is still being carried out. */
  #queue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(step).catch((error: unknown) => this.#failed(error));
    return this.#work;
  }

  async #run(hasUsers: boolean): Promise<void> {
    const runs = hasUsers || this.#options.webhook !== undefined;
    if (!runs || this.#links !== hasUsers) await this.#stop();
    if (runs && !this.#entry) await this.#start(hasUsers);
    const entry = this.#entry;
    if (entry && !this.#closing && this.#flowing) entry.connection.resume(entry.home.takeCrash(entry.settings.id));
  }

  async #start(links: boolean): Promise<void> {
    if (this.#closing) return;
    this.#links = links;
    this.#failure = undefined;
    this.#show({ state: 'connecting' });
    const { settings, folder, sharedLog, webhook } = this.#options;
    const home = await openStoreHome(folder, sharedLog);
    try {
      const simulator = settings.simulator ? await simulatorOf(settings, home.clock().now()) : undefined;
      this.#entry = { settings, home, simulator, webhook, connection: this.#connection(home, simulator) };
    } catch (error) {
      await home.release();
      throw error;
    }
    deployed.add(this.#entry);
    const { connection } = this.#entry;
    for (const node of this.#nodes.values()) connection.addSourceNode(node);
    for (const sender of this.#senders.values()) connection.addSendingNode(sender);
    if (connection.webhook) this.#serve(this.#entry, connection.webhook);
    await connection.start({ links });
  }

  #connection(home: StoreHome, simulator: RunningSimulator | undefined): Connection {
    const { settings, network, timeScale, log } = this.#options;
    const clock = home.clock(timeScale, { isTold: !settings.simulator });
    const push = pushTarget(settings, network, simulator);
    const account = settings.simulator ? `sim-${settings.id}` : settings.account;
    return new Connection({
      id: settings.id,
      provider: openProvider(settings, network, {
        ...{ clock, simulator, facts: accountFacts(home.store, { ...settings, account }) },
        pagesUrl: () => this.#pagesUrl(),
      }),
      account,
      ...(simulator && { providerSince: simulator.since }),
      credentials: fingerprint(settings.baseUrl, ...Object.values({ ...settings.credentials })),
      store: home.store,
      documents: home.documents,
      converter: home.converter,
      clock,
      random: Math.random,
      log,
      owner: EMBEDDED,
      channels: settings.channels,
      pollSeconds: settings.pollSeconds,
      redeliverMinutes: settings.redeliverMinutes,
      maxAttempts: settings.maxAttempts,
      retention: settings.retention,
      ...(push && { push }),
      ...(settings.webhook.login && { webhookLogin: settings.webhook.login }),
      claimScope: (scope) => this.#claim(scope),
      onState: (state) => this.#show(state),
      observe: (seen) => observations.tell(settings, seen),
      meter: monitored.meterOf(settings.id),
    });
  }

  #serve(entry: Deployed, route: WebhookRoute): void {
    const { settings, log, webhook } = this.#options;
    const { home, connection, simulator } = entry;
    webhook?.serve({
      store: home.store,
      route,
      settings: settings.webhook,
      log,
      nameOf: (id) => nameForLog(deployed.get(id)?.settings ?? { id, name: '' }),
      onProblem: (problem) => connection.blockWebhook(problem),
      onOpen: (path) => {
        if (simulator) void this.#letCall(entry, path);
        else if (settings.webhook.publicUrl !== '') this.#calledAt = settings.webhook.publicUrl + path;
      },
    });
  }

  /** Never rejects. */
  async #letCall(entry: Deployed, path: string): Promise<void> {
    const { settings, log, localOrigin } = this.#options;
    const origin = await localOrigin();
    if (this.#entry !== entry) return;
    const told = callReporter({ log, onProblem: (problem) => entry.connection.blockWebhook(problem) });
    try {
      if (origin === undefined)
        throw new ConfigError('this Node-RED does not listen on any port, so the simulator cannot call it');
      this.#calledAt = origin + path;
      entry.simulator?.callAt?.(this.#calledAt, settings.webhook.login, told);
    } catch (error) {
      told(toError(error).message);
    }
  }

  #pagesUrl(): string {
    if (this.#calledAt === undefined) {
      throw new ConfigError('Public address: needed, so that the provider can call this Node-RED');
    }
    return this.#calledAt;
  }

  #claim(scope: Scope): string | undefined {
    const { settings, log } = this.#options;
    const holder = deployed.reserve(scope, { id: settings.id, name: nameForLog(settings) });
    if (holder !== undefined) {
      log.error(`the connection "${holder}" uses this account already: choose that one`);
    }
    return holder;
  }

  async #stop(): Promise<void> {
    const entry = this.#entry;
    this.#entry = undefined;
    if (!entry) return;
    this.#leaving = entry;
    this.#options.webhook?.hold();
    await entry.connection.stop();
    deployed.remove(entry);
    this.#show({ state: 'idle' });
    // A request to send may take longer than a deploy may wait; what comes of it is written down all the same.
    const released = this.#release(entry).catch((error: unknown) => this.#failed(error));
    if (!this.#closing) return;
    const patience = expiry(closingTime.ms - STOP_MS);
    await Promise.race([released, patience.expired]);
    patience.cancel();
  }

  async #release(entry: Deployed): Promise<void> {
    await entry.connection.settled();
    while (this.#taking.size > 0) await Promise.allSettled(this.#taking);
    if (this.#leaving === entry) this.#leaving = undefined;
    await entry.home.release();
  }

  #failed(thrown: unknown): void {
    const error = toError(thrown);
    this.#failure = error;
    this.#options.log.error(error.message);
    this.#show({ state: 'error', reason: reasonOf(error) });
  }

  #show(state: ConnectionState): void {
    this.#state = state;
    this.#observeState(state);
    if (!this.#closing) this.#options.onState(state);
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve: () => resolve() };
}

function expiry(ms: number): { expired: Promise<undefined>; cancel: () => void } {
  let timer: Timer | undefined;
  const expired = new Promise<undefined>((resolve) => {
    timer = systemClock().after(ms, () => resolve(undefined));
  });
  return { expired, cancel: () => timer?.cancel() };
}

function reasonOf(error: Error): string {
  if (error instanceof ConfigError) return 'config';
  if (error instanceof UnusableStoreError) return error.failureCode;
  return error instanceof StoreError ? 'store' : 'error';
}
