import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from '../../src/connection/connection';
import type { WebhookAnswer } from '../../src/domain/webhook';
import { createAculabProvider } from '../../src/providers/aculab/aculab-provider';
import { createFactsCallStore } from '../../src/providers/aculab/call/call-store';
import { startAculabSimulator, type AculabSimulator } from '../../src/simulator/aculab/aculab-simulator';
import type { Store } from '../../src/store/store';
import { FakeSendingNode } from '../outbox/rig';
import type { FaultyDisk } from '../store/level/faulty-level';
import { FakeInstances, type FakeInstance } from './fake-instances';
import { FakeProcess } from './fake-process';
import { openInbox, type InboxRig } from './inbox';
import { TestNode } from './offering';
import { passUntil } from './pass-time';

/**
 * Several instances on one store and one Aculab account, behind a load balancer that the
 * test controls; all on one clock.
 */
export class AculabInstances {
  readonly inbox: InboxRig;
  readonly simulator: AculabSimulator;
  readonly #server: Server;
  readonly url: string;
  readonly all: AculabInstance[] = [];
  readonly sharing: FakeInstances;
  /** Chooses the instance that answers Aculab's next request. */
  answering: () => AculabInstance = () => this.all[0] ?? fail();

  private constructor(inbox: InboxRig, simulator: AculabSimulator, server: Server, url: string) {
    this.inbox = inbox;
    this.simulator = simulator;
    this.#server = server;
    this.url = url;
    this.sharing = new FakeInstances(inbox.clock);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [path = '', query] = (request.url ?? '').split('?', 2);
        const asked = { method: request.method ?? '', suffix: path.replace('/hook', ''), body: Buffer.concat(chunks) };
        void this.#answer({ ...asked, query }).then(({ status, headers, body }) =>
          response.writeHead(status, headers).end(body),
        );
      });
    });
  }

  static async start(): Promise<AculabInstances> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const inbox = await openInbox();
    const simulator = await startAculabSimulator({ clock: inbox.clock, callAt: url });
    return new AculabInstances(inbox, simulator, server, url);
  }

  async join(name: string): Promise<AculabInstance> {
    const instance = new AculabInstance(this, name);
    this.all.push(instance);
    await instance.connection.start();
    instance.connection.resume(false);
    return instance;
  }

  get alive(): AculabInstance[] {
    return this.all.filter(({ process }) => process.isRunning);
  }

  /** Lets time pass until `holds` is true, but only while everything rests. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return passUntil(this.inbox, what, holds);
  }

  async close(): Promise<void> {
    await Promise.all(this.alive.map(({ connection }) => connection.stop()));
    await this.simulator.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    await this.inbox.close();
  }

  /** Repeats a request at the next instance when an instance was killed before it answered. */
  async #answer(asked: { method: string; suffix: string; body: Buffer; query: string | undefined }) {
    const { method, suffix, body, query } = asked;
    const request = { method, suffix, headers: {}, body: { raw: body }, ...(query !== undefined && { query }) };
    for (;;) {
      const { connection, process } = this.answering();
      const unavailable: WebhookAnswer = { status: 503 };
      const answer = connection.webhook?.accept(request, 'admitted').catch(() => unavailable) ?? unavailable;
      const answered = await Promise.race([answer, process.killed]);
      if (answered) return answered;
    }
  }
}

/** One of these instances, with a node that receives and one that sends. */
export class AculabInstance {
  readonly process = new FakeProcess();
  readonly joined: FakeInstance;
  readonly connection: Connection;
  readonly receives = new TestNode('in-1');
  readonly sends = new FakeSendingNode('node-1');

  constructor(
    readonly among: AculabInstances,
    readonly name: string,
  ) {
    const { inbox, simulator, sharing, url } = among;
    const { process } = this;
    this.joined = sharing.join(name);
    const clock = process.clock(inbox.clock);
    const shared = <T extends object>(part: T): T =>
      process.asking(telling(part, inbox.disk, () => sharing.wrote(this.joined)));
    const { jobs, health } = inbox.store;
    const store: Store = { ...shared({ ...inbox.store }), health, jobs: shared(jobs), sharing: this.joined };
    const { cloudId, username, apiAccessKey, service, servicePassword } = simulator.account;
    const provider = createAculabProvider({
      ...{ baseUrl: simulator.baseUrl, account: cloudId, service, country: '', encrypt: true, clock },
      credentials: { username, apiKey: apiAccessKey, servicePassword },
      ...{ calls: createFactsCallStore(store), pagesUrl: () => url },
    });
    this.connection = new Connection({
      ...{ id: 'connection-1', account: cloudId, credentials: '', store, documents: inbox.documents, clock },
      ...{ provider, converter: inbox.converter, log: inbox.log, owner: name, channels: 1, pollSeconds: 60 },
      ...{ random: () => 0.5, redeliverMinutes: 15, maxAttempts: 5, retention: { keepDays: 30, documentDays: 0 } },
      reserveScope: () => undefined,
      onState: () => undefined,
    });
    this.connection.addSourceNode(this.receives);
    this.connection.addSendingNode(this.sends);
  }

  /** Like `kill -9`; its lease ends soon after. */
  kill(): void {
    this.process.kill();
    this.joined.die();
  }
}

/** Wraps a store and calls `tell` after each call that has written something. */
function telling<T extends object>(store: T, disk: FaultyDisk, tell: () => void): T {
  return new Proxy(store, {
    get: (target, name): unknown => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const before = disk.batches;
        const answer: unknown = await Reflect.apply(value, target, args);
        if (disk.batches > before) tell();
        return answer;
      };
    },
  });
}

function fail(): never {
  throw new Error('nobody is there');
}
