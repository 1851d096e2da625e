import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oneOf, type Random } from '../seeded-random';

export interface Upstream {
  name: string;
  port: number;
}

export interface LoadBalancerOptions {
  upstreams: readonly [Upstream, Upstream];
  random: Random;
  /** Below these, another instance is asked where one does not answer; elsewhere the caller has to come again. */
  patient: readonly string[];
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What becomes of a request, in parts of a whole. */
const BOTH = 0.1;
const ANSWER_LOST = 0.05;
/** Shorter than a caller waits. */
const TIMEOUT_MS = 4_000;

/** What stands before several Node-REDs: each request goes to any of them, now and then to both, and answers get lost. */
export class LoadBalancer {
  readonly #options: LoadBalancerOptions;
  readonly #server: Server;
  readonly count = { 'to one': 0, 'to both at once': 0, 'answer lost': 0, 'no answer': 0 };
  /** How often each status came, by instance. */
  readonly answers: Record<string, Record<number, number>> = {};
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(options: LoadBalancerOptions, server: Server) {
    this.#options = options;
    this.#server = server;
    server.on('request', (message, response) => void this.#handle(message, response).catch(() => response.destroy()));
  }

  static async start(options: LoadBalancerOptions): Promise<LoadBalancer> {
    const server = createServer();
    const balancer = new LoadBalancer(options, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    this.#agent.destroy();
    await once(this.#server, 'close');
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { random, upstreams, patient } = this.#options;
    const body = await bytesOf(message);
    const first = oneOf(random, upstreams);
    const [other = first] = upstreams.filter((upstream) => upstream !== first);
    const ask = (upstream: Upstream): Promise<Answer | undefined> => this.#ask(upstream, message, body);
    const roll = random();
    if (roll < BOTH) {
      this.count['to both at once'] += 1;
      const [one, two] = await Promise.all([ask(first), ask(other)]);
      this.#answer(response, isGood(one) ? one : (two ?? one));
      return;
    }
    const answer = await ask(first);
    if (!isGood(answer) && patient.some((path) => message.url?.startsWith(path))) {
      this.#answer(response, (await ask(other)) ?? answer);
      return;
    }
    if (roll > 1 - ANSWER_LOST) {
      this.count['answer lost'] += 1;
      response.destroy();
      return;
    }
    this.count['to one'] += 1;
    this.#answer(response, answer);
  }

  #answer(response: ServerResponse, answer: Answer | undefined): void {
    if (!answer) {
      this.count['no answer'] += 1;
      response.writeHead(502).end();
      return;
    }
    const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length }).end(answer.body);
  }

  async #ask(upstream: Upstream, message: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
    const agent = this.#agent;
    const { connection: _, ...headers } = message.headers;
    try {
      const asked = request({
        ...{ host: '127.0.0.1', port: upstream.port, method: message.method, path: message.url, agent, headers },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      asked.end(body);
      const [reply] = (await once(asked, 'response')) as [IncomingMessage];
      const answer = { status: reply.statusCode ?? 0, headers: reply.headers, body: await bytesOf(reply) };
      this.#note(upstream.name, answer.status);
      return answer;
    } catch {
      return undefined;
    }
  }

  #note(upstream: string, status: number): void {
    const counts = (this.answers[upstream] ??= {});
    counts[status] = (counts[status] ?? 0) + 1;
  }
}

function isGood(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status < 500;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
