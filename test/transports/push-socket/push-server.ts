import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { until } from '../until';

interface Link {
  socket: WebSocket;
  /** Every frame of the client, parsed. */
  frames: Record<string, unknown>[];
  closed: boolean;
}

type Refuse = (request: IncomingMessage, socket: Duplex) => boolean;

interface ServerOptions {
  /** Answers the upgrade itself when it returns true. */
  refuse?: Refuse;
  /** Says hello by itself; on unless false. */
  hello?: boolean;
}

/** A push server on loopback that speaks the wire format; the test decides what it says. */
export class PushServer {
  readonly links: Link[] = [];
  readonly requests: IncomingMessage[] = [];
  readonly #http = createServer();
  readonly #sockets = new Set<Socket>();
  url = '';

  static async listen(options: ServerOptions = {}): Promise<PushServer> {
    const server = new PushServer(options);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    server.url = `ws://127.0.0.1:${(server.#http.address() as AddressInfo).port}/push`;
    return server;
  }

  private constructor(readonly options: ServerOptions) {
    const wss = new WebSocketServer({ noServer: true, perMessageDeflate: true });
    this.#http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.requests.push(request);
      if (options.refuse?.(request, socket)) return;
      wss.handleUpgrade(request, socket, head, (ws) => this.#link(ws));
    });
  }

  /** TCP connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  get last(): Link {
    const link = this.links.at(-1);
    if (!link) throw new Error('nobody has connected');
    return link;
  }

  send(frame: unknown, link = this.last): void {
    link.socket.send(JSON.stringify(frame));
  }

  event(seq: number, data: unknown = {}, link = this.last): void {
    this.send({ type: 'event', seq, event: 'FaxReceive', data }, link);
  }

  acks(link = this.last): unknown[] {
    return link.frames.filter((frame) => frame.type === 'ack').map((frame) => frame.seq);
  }

  acked(...seqs: number[]): Promise<void> {
    return until(() => seqs.every((seq) => this.acks().includes(seq)), `${seqs.join()} are acked`);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #link(socket: WebSocket): void {
    const link: Link = { socket, frames: [], closed: false };
    this.links.push(link);
    socket.on('error', () => undefined);
    socket.on('close', () => (link.closed = true));
    socket.on('message', (body: Buffer) => {
      const frame = JSON.parse(body.toString()) as Record<string, unknown>;
      link.frames.push(frame);
      if (frame.type === 'hello' && this.options.hello !== false) this.send({ type: 'hello', protocol: 1 }, link);
    });
  }
}

/** Answers an upgrade with a status instead. */
export function refuseWith(status: number, headers: Record<string, string> = {}): Refuse {
  return (_request, socket) => {
    const lines = Object.entries({ connection: 'close', 'content-length': '0', ...headers });
    socket.end(`HTTP/1.1 ${status} No\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    return true;
  };
}
