import { setImmediate as turn } from 'node:timers/promises';
import { DocumentFolder } from '../../src/documents/document-folder';
import { eventKey } from '../../src/domain/event-key';
import { StoreError } from '../../src/domain/errors';
import type { ProviderEvent } from '../../src/domain/events';
import { Inbox, type InboxOptions } from '../../src/inbox/inbox';
import { recallLeft } from '../../src/inbox/left-wants';
import type { EventRow } from '../../src/store/event-row';
import type { Listed, Rows } from '../../src/store/rows';
import type { Store } from '../../src/store/store';
import { storeOnRows } from '../../src/store/store-on-rows';
import { FakeClock } from './fake-clock';
import { FakeInstances, type FakeInstance } from './fake-instances';
import { newInbox, SCOPE } from './inbox';
import { MemoryDisk, memoryRows } from './memory-rows';
import { TestNode, type TestNodeOptions } from './offering';
import { RecordedLog } from './recorded-log';

/** Several instances on one store, in one process, on a clock that the test moves. */
export class Instances {
  readonly clock = new FakeClock();
  readonly disk = new MemoryDisk();
  readonly log = new RecordedLog();
  readonly fake = new FakeInstances(this.clock);
  readonly all: Instance[] = [];
  /** How many calls all instances together have made to the rows, and how many rows were listed. */
  readonly asked = { changes: 0, lists: 0, listed: 0 };
  /** The number of running calls. */
  busy = 0;
  calls = 0;

  join(name: string, options: Partial<InboxOptions> = {}): Instance {
    const joined = new Instance(this, this.fake.join(name), options);
    this.all.push(joined);
    return joined;
  }

  /** A new inbox in the same process, as after a deploy. */
  redeploy({ sharing }: Instance, options: Partial<InboxOptions> = {}): Instance {
    const deployed = new Instance(this, sharing, options);
    this.all.push(deployed);
    return deployed;
  }

  /** The instances that the store remembers as having left. */
  async left(): Promise<string[]> {
    return (await recallLeft(storeOnRows(memoryRows(this.disk)), SCOPE)).map(({ instance }) => instance);
  }

  keyOf({ kind, keyId }: ProviderEvent): string {
    return eventKey(SCOPE, kind, keyId);
  }

  async row(event: ProviderEvent): Promise<EventRow> {
    const [first] = this.all;
    const row = await first?.anyStore.get(this.keyOf(event));
    if (!row) throw new Error('no such row');
    return row;
  }

  /** Resolves when no instance has anything more to do before time passes. */
  async quiet(): Promise<void> {
    for (let idle = 0, before = -1; idle < 8;) {
      await turn();
      idle = this.busy === 0 && this.calls === before ? idle + 1 : 0;
      before = this.calls;
    }
  }

  /** Lets time pass in steps of `stepMs`. */
  async pass(ms: number, stepMs = 1_000): Promise<void> {
    await this.quiet();
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.clock.advance(Math.min(stepMs, ms - passed));
      await this.quiet();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((each) => each.end()));
  }
}

/** One of these instances. */
export class Instance {
  readonly store: Store;
  /** The store as others see it: works even if this instance is stopped or cut off. */
  readonly anyStore: Pick<Store, 'get' | 'counts' | 'list'>;
  readonly inbox: Inbox;
  readonly nodes = new Map<string, TestNode>();
  /** `cut`: its calls to the store fail. `stopped`: like by SIGSTOP, they wait until it goes on. */
  state: 'runs' | 'stopped' | 'cut' = 'runs';
  #goOn: (() => void)[] = [];

  constructor(
    readonly among: Instances,
    readonly sharing: FakeInstance,
    options: Partial<InboxOptions>,
  ) {
    const { clock, disk, log } = among;
    const rows = memoryRows(disk);
    const health = { failure: undefined, failureCode: undefined, afterCrash: false, restored: false };
    this.anyStore = storeOnRows(rows);
    this.store = {
      ...storeOnRows(this.#watched(rows)),
      close: rows.close,
      health: { ...health, onChange: () => () => undefined },
      sharing,
    };
    const documents = new DocumentFolder('/nowhere');
    this.inbox = newInbox({ store: this.store, documents, clock, log, owner: sharing.instance, ...options });
  }

  get name(): string {
    return this.sharing.instance;
  }

  node(id: string, options: TestNodeOptions = {}): TestNode {
    const node = new TestNode(id, options);
    node.wants = options.wants ?? (() => ({ kinds: ['sms.received'] }));
    this.nodes.set(id, node);
    this.inbox.addSourceNode(node);
    return node;
  }

  removeNode(id: string): void {
    this.nodes.delete(id);
    this.inbox.removeSourceNode(id);
  }

  async take(event: ProviderEvent): Promise<void> {
    await this.inbox.accept({ event }, 'webhook');
  }

  /** Like `kill -9`, with its lease over, so that the others notice. */
  die(): void {
    this.state = 'cut';
    this.sharing.die();
  }

  /** Stops the process like SIGSTOP, for so long that the others consider it gone. */
  stop(): void {
    this.state = 'stopped';
    this.sharing.die();
  }

  goOn(): void {
    this.state = 'runs';
    this.sharing.revive();
    for (const goOn of this.#goOn.splice(0)) goOn();
  }

  async end(): Promise<void> {
    if (this.state === 'stopped') this.goOn();
    this.state = 'cut';
    await this.inbox.stop();
  }

  #watched(rows: Rows): Rows {
    const { among } = this;
    const during = async <T>(call: () => Promise<T>): Promise<T> => {
      among.calls += 1;
      if (this.state === 'stopped') await new Promise<void>((goOn) => this.#goOn.push(goOn));
      if (this.state === 'cut') throw new StoreError('cut off');
      among.busy += 1;
      try {
        return await call();
      } finally {
        among.busy -= 1;
      }
    };
    const count = (pages: Listed[][]): Listed[][] => {
      among.asked.lists += 1;
      among.asked.listed += pages.reduce((sum, page) => sum + page.length, 0);
      return pages;
    };
    return {
      ...rows,
      change: (reads, step) =>
        during(async () => {
          const result = await rows.change(reads, step);
          among.asked.changes += 1;
          among.fake.wrote(this.sharing);
          return result;
        }),
      get: (keys) => during(() => rows.get(keys)),
      list: (ranges) => during(async () => count(await rows.list(ranges))),
    };
  }
}
