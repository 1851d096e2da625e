import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from '../../src/connection/connection';
import type { ConnectionOptions } from '../../src/connection/connection-options';
import { DocumentFolder } from '../../src/documents/document-folder';
import { storeOutgoing } from '../../src/documents/store-outgoing';
import type { WebhookAnswer } from '../../src/domain/webhook';
import { createHousekeeping } from '../../src/inbox/housekeeping';
import type { Offer, SourceNode } from '../../src/inbox/source-nodes';
import type { Worker } from '../../src/work/worker';
import type { SendingNode } from '../../src/outbox/sending-nodes';
import type { SubmitRequest } from '../../src/outbox/new-job';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Store } from '../../src/store/store';
import { ClassicLevel } from 'classic-level';
import { Activity } from '../support/activity';
import { documentsHere } from '../support/documents-here';
import { temporaryFolder } from '../store/level/temporary-folder';
import { testConverter } from '../support/converting';
import { FakeClock, FakeMachine } from '../support/fake-clock';
import { RecordedLog } from '../support/recorded-log';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The provider's clock is right, and not quite ours. */
const SKEW = 7 * MINUTE;
const START = Date.UTC(2026, 10, 20, 12);
const RETENTION = { keepDays: 30, documentDays: 0 };

/** A provider as the outside world has it: it goes on while our process does not run. */
export interface Service {
  /** What a connection needs of it; called anew for each process. */
  connect(clock: FakeClock, store: Store): Pick<ConnectionOptions, 'provider' | 'account' | 'push'>;
  close(): Promise<void>;
}

const OWN_NUMBER = '+15550100001';
const UNWANTED_NUMBER = '+15550100002';

/** One machine with our process on it, and a provider: time passes for both, and only ours has a clock that can be set. */
export class World {
  readonly theirs = new FakeClock(START + SKEW);
  readonly machine = new FakeMachine(START);
  readonly activity = new Activity();
  /** What happened, and after how many ms it did. */
  readonly seen: { what: string; at: number }[] = [];
  readonly log = new RecordedLog();
  /** Names of what has ids: jobs, and what was received. */
  readonly names = new Map<string, string>();
  readonly jobs: string[] = [];
  /** The attempt at which the flow marks an event received; the first one unless named. */
  readonly marksAt = new Map<string, number>();
  /** Where the flow was given the document, by name. */
  readonly paths = new Map<string, string>();
  /** What the flow takes: not what comes to the number of those that are named here, until they are deleted. */
  readonly unwanted = new Set<string>();
  /** Where the provider calls us. */
  url = '';
  service!: Service;
  #folder = '';
  #remove: () => Promise<void> = () => Promise.resolve();
  #server: Server | undefined;
  #running: Running | undefined;
  #passed = 0;

  static async open<S extends Service>(begin: (world: World) => Promise<S>): Promise<WorldOf<S>> {
    const world = new World();
    ({ folder: world.#folder, remove: world.#remove } = await temporaryFolder());
    await world.#listen();
    const service = await begin(world);
    world.service = service;
    await world.start();
    return Object.assign(world, { service });
  }

  get store(): Store {
    return this.#run.store;
  }

  get connection(): Connection {
    return this.#run.connection;
  }

  note(what: string): void {
    this.seen.push({ what, at: this.#passed });
  }

  /** A file's name holds the id of its call. */
  nameOf = (id: string): string => {
    const known = [...this.names.keys()].find((named) => id.toLowerCase().includes(named)) ?? '';
    return this.names.get(known) ?? 'a stranger';
  };

  /** The number that what has this name comes to. */
  numberFor(name: string): string {
    return this.unwanted.has(name) ? UNWANTED_NUMBER : OWN_NUMBER;
  }

  name(id: string, name: string): string {
    this.names.set(id.toLowerCase(), name);
    return id;
  }

  async submit(name: string, order: SubmitRequest['order'], giveUpMinutes: number): Promise<void> {
    const outbox = this.connection.outbox();
    const { jobId } = await outbox.submit({ node: 'sender', order, giveUpMinutes, saved: { name }, live: { name } });
    this.name(jobId, name);
    this.jobs.push(name);
  }

  async document(bytes: Buffer) {
    return storeOutgoing(
      [{ bytes }],
      { takes: ['application/pdf'], quality: 'fine', greys: 'text' },
      { worker: documentsHere, documents: new DocumentFolder(this.#folder), now: START },
    );
  }

  /** A new process on this machine. */
  async start(): Promise<void> {
    const clock = new FakeClock(this.machine);
    clock.hears = true;
    const { log } = this;
    const opened = await openLevelStore({ folder: this.#folder, clock, time: clock.time, log, createDb: unsynced });
    const store = this.activity.watch(opened);
    const documents = this.activity.watch(new DocumentFolder(this.#folder));
    const { provider, ...link } = this.service.connect(clock, store);
    const connection = new Connection({
      ...{
        id: 'connection-1',
        credentials: '',
        store,
        documents,
        converter: testConverter(),
        clock,
        log,
        retention: RETENTION,
      },
      ...{ random: () => 0.5, owner: 'node-red-1', channels: 8, pollSeconds: 60 },
      ...{ redeliverMinutes: 15, maxAttempts: 2, reserveScope: () => undefined, onState: () => undefined },
      ...{ ...link, provider },
    });
    connection.addSourceNode(this.#node());
    connection.addSendingNode(this.#sender());
    const housekeeping = createHousekeeping({ store, documents, clock, log });
    this.#running = { clock, store, connection, housekeeping };
    await connection.start();
    connection.resume(false);
    await this.activity.rest();
  }

  async stop(): Promise<void> {
    const { connection, housekeeping, store } = this.#run;
    this.#running = undefined;
    await Promise.all([connection.stop(), housekeeping.stop()]);
    await connection.settled();
    await store.close();
  }

  /** Lets time pass for all, from one thing that happens to the next. */
  async pass(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await this.activity.rest();
    while (this.#passed < end) {
      const ours = this.#running?.clock;
      const next = Math.min(end - this.#passed, this.theirs.untilNext, ours?.untilNext ?? Infinity);
      this.#passed += next;
      this.theirs.advance(next);
      if (ours) ours.advance(next);
      else this.machine.pass(next);
      await this.activity.rest();
    }
  }

  async until(minute: number): Promise<void> {
    await this.pass(minute * MINUTE - this.#passed);
  }

  async close(): Promise<void> {
    if (this.#running) await this.stop();
    await this.service.close();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
    await this.#remove();
  }

  get #run(): Running {
    if (!this.#running) throw new Error('no process is running');
    return this.#running;
  }

  #node(): SourceNode {
    return {
      ...{ id: 'node', mode: 'manual', document: 'path' },
      wants: () => ({
        kinds: ['fax.status', 'fax.received', 'sms.received'],
        numbers: { filter: this.unwanted.size > 0 ? OWN_NUMBER : '', country: '' },
      }),
      deliver: (offer) => this.#take(offer),
      reportDead: ({ key }) => this.note(`dead ${this.nameOf(idIn(key))}`),
    };
  }

  /** A node for it is deployed. */
  want(name: string): void {
    this.unwanted.delete(name);
    this.connection.addSourceNode(this.#node());
  }

  noteDocument(name: string): void {
    this.note(`document of ${name}: ${existsSync(this.paths.get(name) ?? '') ? 'there' : 'gone'}`);
  }

  async noteQuarantine(): Promise<void> {
    const counts = await this.connection.counts();
    this.note(`in quarantine: ${counts?.quarantined ?? 0}`);
  }

  #take({ key, kind, attempt, document, payload }: Offer): void {
    if (kind.endsWith('status')) {
      if (!('id' in payload && this.names.has(String(payload.id)))) this.note('offered a status of nobody here');
      return;
    }
    const name = this.nameOf(idIn(key));
    this.note(`offered ${name}, attempt ${attempt}`);
    if (document?.path !== undefined) this.paths.set(name, document.path);
    if ((this.marksAt.get(name) ?? 1) !== attempt) return;
    void this.activity.during(this.connection.close(key, { as: 'flow', acknowledge: 'keep' }));
  }

  #sender(): SendingNode {
    return {
      id: 'sender',
      accepted: () => undefined,
      finished: ({ status, message }) => this.note(`told ${String(message['name'])}: ${status.state}`),
      progress: () => undefined,
    };
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  }

  /** As the webhook handler would; 503 while no process runs. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { pathname, search } = new URL(request.url ?? '', this.url);
    const { method = '' } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const taken = this.#running?.connection.webhook?.accept(
      {
        method,
        suffix: pathname.replace('/hook', ''),
        headers,
        query: search.slice(1),
        body: { raw: Buffer.concat(chunks) },
      },
      'admitted',
    );
    const unavailable: WebhookAnswer = { status: 503 };
    const answer = await (taken ?? Promise.resolve(unavailable)).catch(() => unavailable);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** Nobody cuts the power here, and thousands of syncs would take minutes. */
function unsynced(location: string): ClassicLevel {
  const db = new ClassicLevel(location);
  const batch = db.batch.bind(db) as () => ReturnType<typeof db.batch>;
  const quick = (...operations: []): unknown => {
    if (operations.length > 0) return batch(...operations);
    const chain = batch();
    return Object.assign(chain, { write: chain.write.bind(chain, {}) });
  };
  return Object.assign(db, { batch: quick });
}

export type WorldOf<S extends Service> = World & { service: S };

interface Running {
  clock: FakeClock;
  store: Store;
  connection: Connection;
  housekeeping: Worker;
}

function idIn(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}
