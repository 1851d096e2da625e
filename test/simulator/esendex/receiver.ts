import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseXml, type Json } from './harness';

export interface Received {
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** false: the sender went away before the end. */
  complete: boolean;
  /** How many pieces the body came in. */
  pieces: number;
  text: string;
  xml: () => Json;
}

export type Respond = (response: ServerResponse, received: Received, index: number) => void;

/** The customer's webhook: keeps what it gets, answers 200 unless told otherwise. */
export class Receiver {
  readonly #server: Server;
  readonly received: Received[] = [];
  /** How many posts were being answered at the same time, at most. */
  mostAtOnce = 0;
  respond: Respond = (response) => response.writeHead(200).end();
  #open = 0;
  #watchers: { count: number; resolve: () => void }[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      receiver.mostAtOnce = Math.max(receiver.mostAtOnce, ++receiver.#open);
      response.on('close', () => (receiver.#open -= 1));
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => undefined);
      request.on('close', () => receiver.#took(request.headers, chunks, request.complete, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Answers with these statuses in turn, then with 200. */
  answer(...statuses: number[]): void {
    this.respond = (response) => response.writeHead(statuses.shift() ?? 200).end();
  }

  /** Resolves once so many posts have come. */
  until(count: number): Promise<void> {
    if (this.received.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ count, resolve }));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #took(headers: IncomingHttpHeaders, chunks: Buffer[], complete: boolean, response: ServerResponse): void {
    const body = Buffer.concat(chunks);
    const text = body.toString('utf8');
    const received = { headers, body, complete, pieces: chunks.length, text, xml: () => parseXml(text) };
    this.received.push(received);
    this.respond(response, received, this.received.length - 1);
    this.#watchers = this.#watchers.filter(({ count, resolve }) => {
      if (this.received.length >= count) resolve();
      return this.received.length < count;
    });
  }
}
