import type { ConnectionState } from '../../../src/connection/connection-state';
import { ConfigError, StoreError, toError } from '../../../src/domain/errors';
import type { Log } from '../../../src/domain/log';
import { UnusableStoreError } from '../../../src/store/level/unusable-store';
import { deferred, expiry } from '../../../src/work/deferred';
import { monitored } from '../monitored/monitored';
import { stateObserver } from '../observations';
import type { ConnectionSettings } from '../settings/connection-settings';
import type { NetworkSettings } from '../settings/network';
import { simulatorOf, useSimulator, type RunningSimulator } from '../simulated/simulators';
import { openStoreHome, type StoreHome } from '../store/store-home';
import { StoreChoiceError } from '../store/store-node';
import { keyOf, type StorePlace } from '../store/store-place';
import { useStore } from '../store/store-users';
import { closingTime } from '../closing-time';
import { ConnectionUsers } from './connection-users';
import { deployed, type Deployed } from './deployed';
import type { openConnection } from './open-connection';
import { ProviderCalls, type ProviderCallsOptions } from './provider-calls';

export interface ConnectionHostOptions extends ProviderCallsOptions {
  settings: ConnectionSettings;
  network: NetworkSettings;
  /** Where the connection's store is, as it is deployed now. Throws `StoreChoiceError`. */
  place: () => StorePlace;
  timeScale: number;
  log: Log;
  /** For the store, which several connections share. */
  sharedLog: Log;
  onState: (state: ConnectionState) => void;
}

/** Part of the time for a node's close that ending everything except requests to send may take. */
const STOP_MS = 1_000;
/** Longer than a request to send takes: before a store is moved or repaired it must be closed. */
const LEAVE_MS = 60_000;

/**
 * Runs one connection from `flows:started` to the close of its node. A connection with a webhook answers the provider
 * even if no node uses it; it polls and opens the push socket only if one does.
 */
export class ConnectionHost {
  readonly users: ConnectionUsers;
  readonly #options: ConnectionHostOptions;
  readonly #calls: ProviderCalls;
  readonly #observeState: (state: ConnectionState) => void;
  readonly #leaveSimulator: (() => void) | undefined;
  readonly #forgetStore: () => void;
  readonly #hasStarted = deferred();
  #entry: Deployed | undefined;
  /** Was the running connection started `online`? */
  #online = false;
  #work: Promise<void> = Promise.resolve();
  #closing = false;
  /** Between `flows:started` and `flows:stopping`. Queued work of one may still be waiting when the other comes. */
  #flowing = false;
  #hasUsers = false;
  #state: ConnectionState = { state: 'idle' };

  constructor(options: ConnectionHostOptions) {
    const { simulator, id } = options.settings;
    this.#options = options;
    this.#calls = new ProviderCalls(options);
    this.#observeState = stateObserver(options.settings);
    this.users = new ConnectionUsers({
      id,
      begun: () => this.#hasStarted.promise.then(() => this.#work),
      // Jobs submitted to a connection that has stopped are sent by its successor.
      onLate: () => deployed.get(id)?.connection.lookForJobs(),
    });
    this.#leaveSimulator = simulator ? useSimulator(id) : undefined;
    this.#forgetStore = useStore({
      leaveStore: () => this.#queue(() => this.#stop(LEAVE_MS)),
      returnToStore: () => {
        if (this.#flowing) void this.#queue(() => this.#run(this.#hasUsers));
      },
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Flows have started, or a deploy has restarted some. */
  flowsStarted(hasUsers: boolean): void {
    this.#flowing = true;
    this.#hasUsers = hasUsers;
    void this.#queue(() => this.#run(hasUsers));
    this.#hasStarted.resolve();
  }

  /** Pauses, because messages sent while nodes are replaced would be lost. */
  flowsStopping(): void {
    this.#flowing = false;
    void this.#entry?.connection.pause();
  }

  /** Ends everything. Never rejects. */
  close(): Promise<void> {
    this.#closing = true;
    this.users.close();
    this.#leaveSimulator?.();
    this.#forgetStore();
    return this.#queue(() => this.#stop());
  }

  /** Runs steps one after the other: a deploy may come while the previous one is still being carried out. */
  #queue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(step).catch((error: unknown) => this.#failed(error));
    return this.#work;
  }

  async #run(hasUsers: boolean): Promise<void> {
    const runs = hasUsers || this.#options.webhook !== undefined;
    if (!runs || this.#online !== hasUsers || this.#hasOtherStore()) await this.#stop();
    if (runs && !this.#entry) await this.#start(hasUsers);
    const entry = this.#entry;
    if (entry && !this.#closing && this.#flowing) entry.connection.resume(entry.home.takeCrash(entry.settings.id));
  }

  /** True if a deploy has changed the node of the connection's store, and not the connection. */
  #hasOtherStore(): boolean {
    try {
      return this.#entry !== undefined && keyOf(this.#options.place()) !== keyOf(this.#entry.place);
    } catch {
      return true;
    }
  }

  async #start(online: boolean): Promise<void> {
    if (this.#closing) return;
    this.#online = online;
    this.users.failed(undefined);
    this.#show({ state: 'connecting' });
    const entry = await this.#open();
    this.#entry = entry;
    deployed.add(entry);
    this.users.started(entry);
    const { connection } = entry;
    if (connection.webhook) this.#calls.serve(entry, connection.webhook);
    monitored.get(entry.settings.id)?.storeIsOpen();
    await connection.start({ online });
  }

  async #open(): Promise<Deployed> {
    const { settings, sharedLog, webhook } = this.#options;
    const place = this.#options.place();
    const home = await openStoreHome(place, sharedLog);
    try {
      const simulator = settings.simulator ? await simulatorOf(settings, home.clock().now()) : undefined;
      return { settings, home, place, simulator, webhook, connection: this.#connection(home, simulator) };
    } catch (error) {
      await home.release();
      throw error;
    }
  }

  #connection(home: StoreHome, simulator: RunningSimulator | undefined) {
    return loadOpening().openConnection({
      ...this.#options,
      home,
      simulator,
      pagesUrl: () => this.#calls.pagesUrl,
      onState: (state) => this.#show(state),
    });
  }

  /** Stops the connection, and waits at most `patienceMs` until it has released the store. */
  async #stop(patienceMs = this.#closing ? closingTime.ms - STOP_MS : 0): Promise<void> {
    const entry = this.#entry;
    this.#entry = undefined;
    if (!entry) return;
    this.users.stopping();
    this.#calls.close();
    await entry.connection.stop();
    deployed.remove(entry);
    this.#show({ state: 'idle' });
    // A request to send may take longer than a deploy may wait; its result is stored all the same.
    const released = this.#release(entry).catch((error: unknown) => this.#failed(error));
    if (patienceMs <= 0) return;
    const patience = expiry(patienceMs);
    await Promise.race([released, patience.expired]);
    patience.cancel();
  }

  async #release(entry: Deployed): Promise<void> {
    await entry.connection.settled();
    await this.users.released(entry);
    await entry.home.release();
  }

  #failed(thrown: unknown): void {
    const error = toError(thrown);
    this.users.failed(error);
    this.#options.log.error(error.message);
    this.#show({ state: 'error', reason: reasonOf(error) });
  }

  #show(state: ConnectionState): void {
    this.#state = state;
    this.#observeState(state);
    if (!this.#closing) this.#options.onState(state);
  }
}

function reasonOf(error: Error): string {
  if (error instanceof StoreChoiceError) return error.reason;
  if (error instanceof ConfigError) return 'config';
  if (error instanceof UnusableStoreError) return error.failureCode;
  return error instanceof StoreError ? 'store' : 'error';
}

/** Loads the whole engine, which a Node-RED without a connection does not need. */
function loadOpening(): { openConnection: typeof openConnection } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when the first connection is opened
  return require('./open-connection') as { openConnection: typeof openConnection };
}
