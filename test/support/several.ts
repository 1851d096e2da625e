import { Connecting, type ConnectingOptions } from './connecting';
import { eventually } from './eventually';
import { FakeInstances, type FakeInstance } from './fake-instances';
import { SCOPE } from './inbox';

export interface Instance {
  sharing: FakeInstance;
  rig: Connecting;
}

/**
 * Instances on one store, each with a connection to the same simulated account, all on one clock that the test moves.
 */
export class Several {
  readonly all: Instance[] = [];

  private constructor(
    /** The store, the service and the clock; its own connection is never started. */
    readonly rig: Connecting,
    readonly instances: FakeInstances,
  ) {}

  static async prepare(options: ConnectingOptions = {}): Promise<Several> {
    const rig = await Connecting.prepare(options);
    return new Several(rig, new FakeInstances(rig.inbox.clock));
  }

  /** Adds an instance without starting it. */
  join(name: string, options: ConnectingOptions = {}): Instance {
    const sharing = this.instances.join(name);
    const instance = { sharing, rig: this.rig.another(sharing, options) };
    this.all.push(instance);
    return instance;
  }

  async joined(name: string, options: ConnectingOptions = {}): Promise<Instance> {
    const instance = this.join(name, options);
    await instance.rig.start();
    return instance;
  }

  get holder(): string | undefined {
    return this.instances.holderOf(SCOPE)?.instance;
  }

  get sockets(): number {
    return this.rig.simulator.push.clients;
  }

  oneSocket(): Promise<unknown> {
    return eventually('one socket is open', () => this.sockets === 1);
  }

  noSocket(): Promise<unknown> {
    return eventually('no socket is open', () => this.sockets === 0);
  }

  asked(action: 'push' | 'accounts.status' | 'inbox.list' | 'inbox.get'): number {
    return this.rig.simulator.requests()[action] ?? 0;
  }

  async close(): Promise<void> {
    for (const { rig } of this.all) await rig.connection.stop();
    await this.rig.close();
  }
}
