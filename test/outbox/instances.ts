import type { DocumentFolder } from '../../src/documents/document-folder';
import { ProviderUnavailableError } from '../../src/domain/errors';
import { scopeBefore, type Scope } from '../../src/domain/event-key';
import type { Order } from '../../src/domain/job';
import type { ProviderEvent } from '../../src/domain/events';
import { Outbox } from '../../src/outbox/outbox';
import type { Provider, SendingService } from '../../src/providers/provider';
import type { Holding, Sharing } from '../../src/store/sharing';
import type { Store } from '../../src/store/store';
import { Standing } from '../../src/work/standing';
import { Activity } from '../support/activity';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances, type FakeInstance } from '../support/fake-instances';
import { FakeProcess } from '../support/fake-process';
import { SCOPE } from '../support/inbox';
import { MemoryDisk, memoryStore } from '../support/memory-rows';
import { RecordedLog } from '../support/recorded-log';
import { FakeSendingNode } from './rig';
import { WatchedJobs } from './watched-jobs';

type Fax = SendingService<Extract<Order, { kind: 'fax' }>>;
type Sms = SendingService<Extract<Order, { kind: 'sms' }>>;

/** What all of them send to. */
export interface OneProvider {
  fax?: Fax;
  sms?: Sms;
  ping?: () => Promise<void>;
}

/** Where jobs were kept before the account was known. */
export const BEFORE = scopeBefore('etherfax', 'connection-1');

const WRITES = /^(submit|submitAll|change|move|keepEarly|dropEarly)$/;
const NONE = { laidOut: undefined, found: undefined };

/** Several Node-REDs whose outboxes share one store, on one clock that a test moves. */
export class Instances extends WatchedJobs {
  readonly activity = new Activity();
  readonly store: Store = memoryStore(new MemoryDisk());
  readonly sharing: FakeInstances;
  readonly all: Instance[] = [];
  /** It has written, and has not heard yet that it has. */
  onWrite: (by: Instance) => void = () => undefined;

  constructor(
    readonly provider: OneProvider,
    readonly clock = new FakeClock(),
  ) {
    super();
    this.sharing = new FakeInstances(clock);
  }

  /** One that starts, with a node of this id in its flow. */
  join(name: string, { node = 'node-1', channels = 1, scope = SCOPE } = {}): Instance {
    const instance = new Instance(this, name, { channels, scope });
    this.all.push(instance);
    instance.addNode(node);
    instance.outbox.start();
    instance.outbox.resume();
    return instance;
  }

  /** One whose provider has not said yet which account this is. */
  joinUnknowing(name: string): Instance {
    const instance = this.join(name, { scope: BEFORE });
    instance.standing.pollFailed(new ProviderUnavailableError('the account is not known yet'));
    return instance;
  }

  async close(): Promise<void> {
    for (const instance of this.all) await instance.leave();
    await this.store.close();
  }
}

export class Instance {
  readonly #instances: Instances;
  readonly process = new FakeProcess();
  readonly joined: FakeInstance;
  readonly outbox: Outbox;
  readonly holding: Holding;
  readonly log = new RecordedLog();
  readonly foreign: ProviderEvent[] = [];
  readonly nodes: FakeSendingNode[] = [];
  readonly standing: Standing;
  #hasLeft = false;

  constructor(instances: Instances, name: string, { channels, scope }: { channels: number; scope: Scope }) {
    this.#instances = instances;
    const { process } = this;
    this.joined = instances.sharing.join(name);
    const clock = process.clock(instances.clock);
    const sharing = gated(this.joined, process);
    const onAnswered = (what: string): void => {
      if (!WRITES.test(what)) return;
      instances.sharing.wrote(this.joined);
      instances.onWrite(this);
    };
    const jobs = process.asking(instances.store.jobs, onAnswered);
    const store: Store = { ...process.asking({ ...instances.store }), health: instances.store.health, jobs, sharing };
    const { fax, sms, ping = () => Promise.resolve() } = instances.provider;
    const provider = {
      name: 'etherfax',
      fax: fax && asked(fax, process),
      sms: sms && asked(sms, process),
      ping: () => process.ask(ping),
    } as unknown as Provider;
    this.standing = new Standing({ clock, canTell: (kind) => provider[kind]?.findSent !== undefined });
    this.holding = sharing.seek(scope, () => this.outbox?.holderChanged());
    this.outbox = new Outbox({
      ...{ store, clock, log: this.log, provider, standing: this.standing, holding: this.holding, channels },
      ...{
        scope,
        connection: 'connection-1',
        keptIn: BEFORE,
        random: () => 0,
        retention: { keepDays: 30, documentDays: 0 },
      },
      documents: { handOver: () => Promise.resolve(NONE) } as unknown as DocumentFolder,
      inbox: {
        accept: ({ event }) => Promise.resolve(this.foreign.push(event)),
        changed: () => undefined,
      },
      onBlocked: () => undefined,
    });
  }

  get node(): FakeSendingNode {
    const [node] = this.nodes;
    if (!node) throw new Error('it has no node');
    return node;
  }

  addNode(id: string): FakeSendingNode {
    const node = new FakeSendingNode(id);
    this.nodes.push(node);
    this.outbox.addSendingNode(node);
    return node;
  }

  /** As `kill -9`, and its lease is over. */
  kill(): void {
    this.process.kill();
    this.joined.die();
  }

  /** Stopped for longer than its lease. */
  stop(): void {
    this.process.stop();
    this.joined.die();
  }

  /** Goes on, and is taken for alive again before it has noticed anything. */
  goOn(): void {
    this.joined.revive();
    this.process.goOn();
  }

  /** Ends cleanly; requests under way go on. */
  async leave(): Promise<void> {
    if (this.#hasLeft || this.process.isKilled) return;
    this.#hasLeft = true;
    if (!this.process.isRunning) this.goOn();
    await this.holding.release();
    await this.outbox.stop();
  }
}

/** A request has left it at once, or never. */
function asked<O extends Order>(service: SendingService<O>, process: FakeProcess): SendingService<O> {
  const asking = process.asking(service);
  const send: SendingService<O>['send'] = (...call) => process.hear(service.send(...call));
  return new Proxy(asking, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) as unknown });
}

/** As the process hears of the others: while it runs. */
function gated(joined: FakeInstance, process: FakeProcess): Sharing {
  return {
    isShared: true,
    instance: joined.instance,
    process: joined.process,
    get isAlive() {
      return joined.isAlive;
    },
    get revivals() {
      return joined.revivals;
    },
    get others() {
      return joined.others;
    },
    get gone() {
      return joined.gone;
    },
    get lastSeen() {
      return joined.lastSeen;
    },
    runs: (other) => joined.runs(other),
    seek: (scope, onChange) => joined.seek(scope, () => process.run(onChange)),
    holderOf: (scope) => joined.holderOf(scope),
    want: (scope, wants) => joined.want(scope, wants),
    onWake: (listener) => joined.onWake(() => process.run(listener)),
    onChange: (listener) => joined.onChange(() => process.run(listener)),
  };
}
