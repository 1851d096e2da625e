import { Connection } from '../../src/connection/connection';
import type { ConnectionOptions } from '../../src/connection/connection-options';
import type { ConnectionState } from '../../src/connection/connection-state';
import type { Sharing } from '../../src/store/sharing';
import type { EventRow, RowState } from '../../src/store/event-row';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import {
  startEtherFaxSimulator,
  type EtherFaxSimulator,
  type EtherFaxSimulatorOptions,
} from '../../src/simulator/etherfax/etherfax-simulator';
import { createAttemptBudget } from '../../src/transports/push-socket/attempt-budget';
import { eventually } from './eventually';
import { openInbox, SCOPE, type InboxRig } from './inbox';
import { TestNode, type TestNodeOptions } from './offering';
import { passTime } from './pass-time';
import { fetchAfresh } from './fetch-afresh';

export interface ConnectingOptions extends Partial<ConnectionOptions> {
  /** false = without a push socket. */
  pushes?: boolean;
  apiKey?: string;
}

/** A real connection on a real store to a simulated etherFAX, all on one clock that the test moves. */
export class Connecting {
  readonly inbox: InboxRig;
  readonly simulator: EtherFaxSimulator;
  readonly #options: ConnectingOptions;
  readonly states: ConnectionState[] = [];
  readonly reserved: string[] = [];
  connection: Connection;

  private constructor(inbox: InboxRig, simulator: EtherFaxSimulator, options: ConnectingOptions) {
    this.inbox = inbox;
    this.simulator = simulator;
    this.#options = options;
    this.connection = this.#connection();
  }

  /** Starts only the simulator and the store. */
  static async prepare(options: ConnectingOptions = {}, simulated: EtherFaxSimulatorOptions = {}): Promise<Connecting> {
    const inbox = await openInbox();
    const { clock } = inbox;
    const simulator = await startEtherFaxSimulator({ clock, account: { account: 'efax-1' }, ...simulated });
    // A long poll would run into its deadline whenever a test lets minutes pass.
    simulator.behave({ wait: 'ignored' });
    return new Connecting(inbox, simulator, options);
  }

  /** Like a redeploy of this connection: a new connection on the same store. */
  async restart(options: ConnectingOptions = {}): Promise<void> {
    await this.connection.stop();
    Object.assign(this.#options, options);
    this.connection = this.#connection();
    await this.connection.start();
  }

  /** Another instance on the same store, with its own connection to the same account. */
  another(sharing: Sharing, options: ConnectingOptions = {}): Connecting {
    const inbox = { ...this.inbox, store: { ...this.inbox.store, sharing } };
    return new Connecting(inbox, this.simulator, { ...this.#options, ...options });
  }

  /** Starts the connection, as after `flows:started`. */
  async start(): Promise<void> {
    await this.connection.start();
    this.connection.resume(false);
  }

  node(id: string, options: TestNodeOptions = {}): TestNode {
    const node = new TestNode(id, options);
    this.connection.addSourceNode(node);
    return node;
  }

  get state(): ConnectionState {
    return this.connection.state;
  }

  async reached(state: ConnectionState['state']): Promise<void> {
    await eventually(`the connection is ${state}`, () => this.state.state === state);
  }

  row(jobId: string): Promise<EventRow | undefined> {
    return this.inbox.store.get(`${SCOPE}:fax.received:${jobId}`);
  }

  async rowIn(jobId: string, state: RowState): Promise<EventRow> {
    return eventually(`the fax is ${state}`, async () => {
      const row = await this.row(jobId);
      return row?.state === state && row;
    });
  }

  /** Marks a fax as received, like a flow. */
  async mark(jobId: string): Promise<void> {
    const key = `${SCOPE}:fax.received:${jobId}`;
    await this.connection.close(key, { as: 'flow', acknowledge: 'keep' });
  }

  /** Makes a request to the service, like another client of the account. */
  async ask(path: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.simulator.account.apiKey}` };
    return (await fetchAfresh(`${this.simulator.baseUrl}/${path}`, { headers })).json();
  }

  /** Lets time pass in steps and waits for everything to rest in between, so that no request misses its deadline. */
  pass(ms: number): Promise<void> {
    return passTime(this.inbox, ms);
  }

  /** Lets time pass until the next poll has been made. */
  async poll(): Promise<void> {
    const polls = (): number => this.simulator.requests()['inbox.list'] ?? 0;
    const before = polls();
    for (let i = 0; i < 20 && polls() === before; i += 1) await this.pass(5_000);
    if (polls() === before) throw new Error('it does not poll');
  }

  /** Resolves when everything rests, apart from what waits for time to pass. */
  rests(): Promise<void> {
    return this.inbox.activity.rest();
  }

  async close(): Promise<void> {
    await this.connection.stop();
    await this.simulator.close();
    await this.inbox.close();
  }

  #connection(): Connection {
    const { store, documents, converter, clock, log } = this.inbox;
    const { pushes = true, apiKey = this.simulator.account.apiKey, ...more } = this.#options;
    return new Connection({
      ...{ id: 'connection-1', account: '', credentials: apiKey, store, documents, converter, clock, log },
      provider: createEtherFaxProvider({
        ...{ baseUrl: this.simulator.baseUrl, account: '', credentials: { apiKey }, country: '', clock },
      }),
      ...{ random: () => 0.5, owner: 'node-red-1', channels: 1, pollSeconds: 60, redeliverMinutes: 15, maxAttempts: 5 },
      retention: { keepDays: 30, documentDays: 0 },
      ...(pushes && {
        push: { url: this.simulator.pushUrl, token: this.simulator.pushToken, budget: createAttemptBudget() },
      }),
      reserveScope: (scope) => {
        this.reserved.push(scope);
        return undefined;
      },
      onState: (state) => this.states.push(state),
      ...more,
    });
  }
}
