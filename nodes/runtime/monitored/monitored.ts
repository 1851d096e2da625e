import { isServing, type ConnectionState } from '../../../src/connection/connection-state';
import type { Meter, Way } from '../../../src/domain/meter';
import { systemClock, type Clock } from '../../../src/domain/clock';
import type { NodeConfig } from '../node-red';
import { observations } from '../observations';
import { Tallies } from './tallies';

const STORE_REASON = /^(?:store|disk-full|database)/;

/** Why nothing can be stored, if that is what is wrong with the connection. */
export function storeProblem(state: ConnectionState): string | undefined {
  return state.state === 'error' && STORE_REASON.test(state.reason) ? state.reason : undefined;
}

interface MonitoredOptions {
  clock?: Clock;
  /** Its state, or what is open, has changed. Must not throw. */
  onState?: (connection: MonitoredConnection) => void;
}

/** What is known of one deployed connection from outside; outlives its redeploys, as long as the process. */
export class MonitoredConnection {
  readonly tallies = new Tallies();
  /** By the wall clock. */
  readonly lastContact: Partial<Record<Way, number>> = {};
  name = '';
  /** Its node is there. */
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

  /** Wall clock: since when it is in this state, for this reason. */
  get since(): number {
    return this.#since;
  }

  /** Why nothing can be stored. */
  get storeProblem(): string | undefined {
    return this.#isStarting ? 'starting' : storeProblem(this.#state);
  }

  /** For how long it has not been working, whatever it showed meanwhile; undefined: it works, or is not used. */
  get failingMs(): number | undefined {
    return this.#ago(this.#failingSince);
  }

  /** For how long there has been a job of which nobody knows whether it was sent. */
  get unknownMs(): number | undefined {
    return this.#ago(this.#unknownSince);
  }

  /** From now on its webhook is answered with more than 503. */
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

  /** It is to come back: a deploy exchanges it, or all flows are stopped, and then nothing is received. */
  closed(): void {
    this.isDeployed = false;
    this.#enter({ state: 'idle' }, true);
  }

  contact(way: Way): void {
    this.lastContact[way] = this.#clock.wall();
  }

  /** In this process it has not had its store yet; a deploy that opens it anew takes a moment only. */
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

/** One that nobody uses is not failing; one that has not worked since it was deployed is. */
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

/** The deployed connections of this Node-RED, those that cannot run among them. */
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

  /** Flows have started: what was closed and is not back is gone, such as one inside a subflow that was removed. */
  forgetClosed(): void {
    for (const [id, { isDeployed }] of byId) if (!isDeployed) byId.delete(id);
  },

  get(id: string): MonitoredConnection | undefined {
    return byId.get(id);
  },

  all(): MonitoredConnection[] {
    return [...byId.values()];
  },

  /** Called with each connection whose state has changed. Must not throw. Returns what ends it. */
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
