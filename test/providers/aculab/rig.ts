import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../../src/domain/clock';
import { correlationOf, type FaxOrder, type SmsOrder } from '../../../src/domain/job';
import type { WebhookAnswer } from '../../../src/domain/webhook';
import {
  createAculabProvider,
  type AculabOptions,
  type AculabProvider,
} from '../../../src/providers/aculab/aculab-provider';
import { type CallStore, createFactsCallStore } from '../../../src/providers/aculab/call/call-store';
import type { CallPageContext, OutgoingCall, SendResult } from '../../../src/providers/provider';
import { startAculabSimulator, type AculabSimulator } from '../../../src/simulator/aculab/aculab-simulator';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { CollectingSink } from '../../contract/provider';
import { faxOrder, smsOrder } from '../../outbox/jobs';
import { MemoryFacts } from '../../support/memory-facts';
import { PlainClock } from '../../support/plain-clock';
import { NEVER } from './page-bodies';

export const TIFF = sampleFax({ pages: 2 });

/** Real time for timers; a steady time that a test can put forward. */
class ShiftedClock extends PlainClock {
  readonly #real = systemClock();
  shiftMs = 0;

  now(): number {
    return this.#real.now() + this.shiftMs;
  }

  monotonic(): number {
    return this.#real.monotonic();
  }

  after(ms: number, fn: () => void): ReturnType<Clock['after']> {
    return this.#real.after(ms, fn);
  }
}

interface Asked {
  suffix: string;
  query: string | undefined;
  method: string;
  raw: Buffer;
}

export interface Answering {
  provider: AculabProvider;
  context: CallPageContext;
  isDead?: boolean;
}

/** The provider, its pages on loopback as a connection would serve them, and the simulated service that asks them. */
export class Rig implements CallPageContext {
  readonly #server: Server;
  readonly simulator: AculabSimulator;
  readonly clock = new ShiftedClock();
  readonly sink = new CollectingSink();
  readonly facts = new MemoryFacts();
  readonly calls: CallStore = createFactsCallStore(this.facts);
  /** Which instance answers what the service asks next; the only one unless a test has more of them. */
  answering: () => Answering = () => ({ provider: this.provider, context: this });
  /** By correlation value: the instance that transmits. */
  readonly transmitting = new Map<string, string>();
  readonly quarantined: string[] = [];
  maySend = true;
  /** Pages are answered with 503. */
  storeFails = false;
  readonly provider: AculabProvider;
  readonly #options: AculabOptions;
  #calls = 0;

  private constructor(
    server: Server,
    simulator: AculabSimulator,
    more: Partial<AculabOptions> & Pick<AculabOptions, 'pagesUrl'>,
  ) {
    this.#server = server;
    this.simulator = simulator;
    const { cloudId, username, apiAccessKey, service, servicePassword } = simulator.account;
    this.#options = {
      ...{ baseUrl: simulator.baseUrl, account: cloudId, service, country: '', encrypt: true },
      credentials: { username, apiKey: apiAccessKey, servicePassword },
      ...{ calls: this.calls, clock: this.clock },
      ...more,
    };
    this.provider = createAculabProvider(this.#options);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [path = '', query] = (request.url ?? '').split('?', 2);
        const suffix = path.replace('/hook', '');
        const answered = this.#balance({ suffix, query, method: request.method ?? '', raw: Buffer.concat(chunks) });
        const failed = (): WebhookAnswer => ({ status: 503 });
        void answered.catch(failed).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
      });
    });
  }

  static async start(more: Partial<AculabOptions> = {}): Promise<Rig> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const simulator = await startAculabSimulator({ stepMs: 1, propagationMs: 1, callAt: url });
    return new Rig(server, simulator, { pagesUrl: () => url, ...more });
  }

  async close(): Promise<void> {
    await this.provider.close();
    await this.simulator.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Another instance of the same account, with what it sees of the store. */
  join(calls: CallStore): AculabProvider {
    return createAculabProvider({ ...this.#options, calls });
  }

  async accept(incoming: Parameters<CallPageContext['accept']>[0]): Promise<unknown> {
    if (this.storeFails) throw new Error('the store is failing');
    return this.sink.accept(incoming);
  }

  quarantine(reason: string): Promise<void> {
    this.quarantined.push(reason);
    return Promise.resolve();
  }

  mayTransmit(correlation: string, instanceId: string): Promise<boolean> {
    const by = this.transmitting.get(correlation) ?? instanceId;
    if (this.maySend) this.transmitting.set(correlation, by);
    return Promise.resolve(this.maySend && by === instanceId);
  }

  outgoing(more: Partial<FaxOrder> = {}): OutgoingCall<FaxOrder> {
    const job = { jobId: 'c0ffee'.repeat(4), callAt: this.clock.now() };
    const correlation = correlationOf({ id: job.jobId, calls: ++this.#calls });
    const order = faxOrder({ to: '+447700900001', from: '+15550100001', ...more });
    return { ...job, order, correlation, read: () => Promise.resolve(TIFF) };
  }

  sms(more: Partial<SmsOrder> = {}): OutgoingCall<SmsOrder> {
    const order = smsOrder({ to: '+447700900001', from: '+447700900500', ...more });
    const job = { jobId: 'a'.repeat(24), correlation: `${'a'.repeat(24)}-1` };
    return { order, ...job, callAt: this.clock.now(), read: () => Promise.resolve(undefined) };
  }

  send(outgoing: OutgoingCall<FaxOrder>): Promise<SendResult> {
    if (!this.provider.fax) throw new Error('sends no faxes');
    return this.provider.fax.send(outgoing, NEVER);
  }

  reconcile(): Promise<void> {
    return this.provider.reconcile(this.sink, NEVER);
  }

  /** Is every call over, with all that still comes of it? */
  get isOver(): boolean {
    const { simulator } = this;
    return simulator.calls().every(({ stoppedAt }) => stoppedAt !== undefined) && simulator.pending === 0;
  }

  /** State and cause of each fax status; of other events the kind. */
  get told(): string[] {
    return this.sink.taken.map(({ event: { kind, payload } }) =>
      kind === 'fax.status' ? `${payload.state} ${payload.cause}` : kind === 'sms.status' ? payload.state : kind,
    );
  }

  /** As a load balancer does: what a dead one leaves, the next one answers. */
  async #balance(asked: Asked): Promise<WebhookAnswer> {
    const instance = this.answering();
    return this.#answer(asked, instance).catch((error: unknown) => {
      if (instance.isDead) return this.#balance(asked);
      throw error;
    });
  }

  async #answer(asked: Asked, { provider, context }: Answering): Promise<WebhookAnswer> {
    const { suffix, query, method, raw } = asked;
    const request = { method, suffix, headers: {}, body: { raw }, ...(query !== undefined && { query }) };
    if (suffix in provider.pages.methods) return provider.pages.serve(request, context);
    const decoded = provider.webhook?.decode(request);
    if (decoded?.outcome !== 'events') return { status: 404 };
    for (const incoming of decoded.events) await context.accept(incoming);
    return decoded.answer;
  }
}
