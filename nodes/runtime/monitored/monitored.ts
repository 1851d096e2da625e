import { isServing, type ConnectionState } from '../../../src/connection/connection-state';
import type { Meter, Way } from '../../../src/domain/meter';
import { systemClock, type Clock } from '../../../src/domain/clock';
import type { NodeConfig } from '../node-red';
import { observations } from '../observations';
import { Tallies } from './tallies';

const STORE_REASON = /^(?:no-store|store|disk-full|database|documents)/;

/** Why nothing can be stored, as a stable short code; undefined if that is not the connection's problem. */
export function storeProblem(state: ConnectionState): string | undefined {
  return state.state === 'error' && STORE_REASON.test(state.reason) ? state.reason : undefined;
}

interface MonitoredOptions {
  clock?: Clock;
  /** Called when the connection's state or backlog has changed. Must not throw. */
  onState?: (connection: MonitoredConnection) => void;
}

/** What a monitor can know of one deployed connection. It outlives redeploys and lasts as long as the process. */
export class MonitoredConnection {
  readonly tallies = new Tallies();
  /** In ms of the wall clock. */
  readonly lastContact: Partial<Record<Way, number>> = {};
  name = '';
  /** False while a deploy replaces its node, and once the node has been removed. */
  isDeployed = false;
  provider = '';
  readonly #clock: Clock;
  readonly #onState: (connection: MonitoredConnection) => void;
  #state: ConnectionState = { state: 'idle' };
  /** Flows have started, and the connection has reported its first state. */
  #hasStood = false;
  #hadStore = false;
  #since: number;
  #failingSince: number | undefined;
  #unknownSince: number | undefined;

  constructor(
    readonly id: string,
    { clock = systemClock(), onState = () => undefined }: MonitoredOptions = {},
  ) {
    this.#clock = clock;
    this.#onState = onState;
    this.#since = clock.wall();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Since when it has been in this state for this reason, in ms of the wall clock. */
  get since(): number {
    return this.#since;
  }

  /** Why nothing can be stored, as a stable short code. */
  get storeProblem(): string | undefined {
    return this.#isStarting ? 'starting' : storeProblem(this.#state);
  }

  /** For how long it has not been working, whatever its states were; undefined: it works, or no node uses it. */
  get failingMs(): number | undefined {
    return this.#ago(this.#failingSince);
  }

  /** For how long there has been a job of unknown outcome. */
  get unknownMs(): number | undefined {
    return this.#ago(this.#unknownSince);
  }

  /** Its store has been opened: from now on webhook requests are not just answered with 503. */
  storeIsOpen(): void {
    this.#hadStore = true;
  }

  stands(state: ConnectionState): void {
    this.#hasStood = true;
    const before = this.#state;
    if (storeProblem(state) !== undefined && storeProblem(before) === undefined) this.tallies.storeFailures.add();
    this.#unknownSince = unknownsIn(state) > 0 ? (this.#unknownSince ?? this.#clock.monotonic()) : undefined;
    this.#enter(state, !isWorking(state));
  }

  /**
   * Its node was closed, by a deploy that replaces it or because all flows stop. Until it is back nothing is received.
   */
  closed(): void {
    this.isDeployed = false;
    this.#enter({ state: 'idle' }, true);
  }

  contact(way: Way): void {
    this.lastContact[way] = this.#clock.wall();
  }

  /** It has not had its store in this process yet. Later, when a deploy reopens the store, that takes only a moment. */
  get #isStarting(): boolean {
    return !this.#hadStore && (!this.#hasStood || this.#state.state === 'connecting');
  }

  #enter(state: ConnectionState, isFailing: boolean): void {
    if (nameOf(this.#state) !== nameOf(state)) this.#since = this.#clock.wall();
    this.#state = state;
    this.#failingSince = isFailing ? (this.#failingSince ?? this.#clock.monotonic()) : undefined;
    this.#onState(this);
  }

  #ago(since: number | undefined): number | undefined {
    return since === undefined ? undefined : this.#clock.monotonic() - since;
  }
}

/** A connection that no node uses counts as working; one that has not worked yet since it was deployed does not. */
export function isWorking(state: ConnectionState): boolean {
  return isServing(state) || state.state === 'idle';
}

function nameOf(state: ConnectionState): string {
  return 'reason' in state ? `${state.state} ${state.reason}` : state.state;
}

function unknownsIn({ backlog }: ConnectionState): number {
  return backlog ? backlog.fax.unknown + backlog.sms.unknown : 0;
}

const byId = new Map<string, MonitoredConnection>();
const watchers = new Set<(connection: MonitoredConnection) => void>();
const onState = (connection: MonitoredConnection): void => {
  for (const watcher of watchers) watcher(connection);
};

/** The deployed connections of this Node-RED, including those that cannot run. */
export const monitored = {
  deploy({ id, name, provider }: NodeConfig): MonitoredConnection {
    const record = byId.get(id) ?? new MonitoredConnection(id, { onState });
    byId.set(id, record);
    record.name = typeof name === 'string' ? name : '';
    record.isDeployed = true;
    record.provider = typeof provider === 'string' ? provider : '';
    return record;
  },

  forget(id: string): void {
    byId.delete(id);
  },

  /**
   * Flows have started: connections that were closed and are not back have been removed, for example with their
   * subflow.
   */
  forgetClosed(): void {
    for (const [id, { isDeployed }] of byId) if (!isDeployed) byId.delete(id);
  },

  get(id: string): MonitoredConnection | undefined {
    return byId.get(id);
  },

  all(): MonitoredConnection[] {
    return [...byId.values()];
  },

  /** `watcher` is called with each connection whose state has changed. It must not throw. */
  watch(watcher: (connection: MonitoredConnection) => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },

  meterOf(id: string): Meter {
    return {
      contact: (way) => byId.get(id)?.contact(way),
      documentKept: (bytes) => byId.get(id)?.tallies.documentKept(bytes),
      repeated: () => byId.get(id)?.tallies.repeated(),
    };
  },
};

observations.observe(({ id }, seen) => byId.get(id)?.tallies.saw(seen));
