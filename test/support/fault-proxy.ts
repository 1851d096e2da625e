import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, Server as TlsServer, TLSSocket } from 'node:tls';

/**
 * The ways in which a service can be unreachable. `dns` changes nothing here, because it is not the proxy's business.
 */
export const OUTAGES = [
  'refused',
  'hang',
  'half-open',
  '503',
  '503 with Retry-After',
  '502 with HTML',
  'reset in the request',
  'reset after the request',
  'answer lost',
  'trickle',
  'dns',
  'tls',
] as const;
export type Outage = (typeof OUTAGES)[number];

export interface FaultProxyOptions {
  /** The service's port on loopback. */
  target: number;
  /** Use TLS, with a certificate for `localhost` from the authority `test/support/tls/localhost.pem`. */
  tls?: boolean;
  /** The delay of each request. */
  latencyMs?: number;
}

/** A proxy on loopback before an HTTP service, which breaks the connection to it on demand. */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #port = 0;
  #outage: Outage | undefined;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = this.#newServer();
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get outage(): Outage | undefined {
    return this.#outage;
  }

  async fail(outage: Outage): Promise<void> {
    this.#outage = outage;
    if (outage === 'dns') return;
    if (outage === 'tls') asTls(this.#server).setSecureContext(certificate('expired.pem'));
    // `hang` and `half-open` silence the open connections; all other outages cut them.
    if (outage === 'hang' || outage === 'half-open') for (const socket of this.#sockets) socket.pause();
    else this.#cut();
    if (outage === 'refused') await this.#close();
  }

  async heal(): Promise<void> {
    const { outage } = this;
    this.#outage = undefined;
    if (outage === 'dns') return;
    if (outage === 'tls') asTls(this.#server).setSecureContext(certificate('localhost.pem'));
    this.#cut();
    if (outage !== 'refused') return;
    this.#server = this.#newServer();
    await this.#listen();
  }

  async close(): Promise<void> {
    this.#cut();
    if (this.#server.listening) await this.#close();
  }

  #newServer(): Server {
    const take = (socket: Socket): void => this.#take(socket);
    return this.#options.tls ? createTlsServer(certificate('localhost.pem'), take) : createServer(take);
  }

  async #listen(): Promise<void> {
    const host = this.#options.tls ? 'localhost' : '127.0.0.1';
    await new Promise<void>((resolve) => this.#server.listen(this.#port, host, resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#cut();
    });
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: Socket): void {
    this.#hold(socket);
    const { outage } = this;
    if (outage === undefined || outage === 'dns' || outage === 'tls')
      this.#pass(socket, (answer) => socket.write(answer));
    else if (outage === 'answer lost') this.#pass(socket, () => reset(socket));
    else if (outage === 'half-open') socket.pause();
    else if (outage === 'reset in the request') socket.once('data', () => reset(socket));
    else onWholeRequest(socket, () => ANSWERS[outage](socket));
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => this.#sockets.delete(socket));
  }

  #pass(socket: Socket, onAnswer: (answer: Buffer) => unknown): void {
    const target = connect(this.#options.target, '127.0.0.1');
    this.#hold(target);
    const { latencyMs = 0 } = this.#options;
    socket.on('data', (piece) => setTimeout(() => target.writable && target.write(piece), latencyMs));
    target.on('data', (piece: Buffer) => socket.writable && onAnswer(piece));
    socket.once('close', () => target.destroy());
    target.once('close', () => setTimeout(() => socket.end(), latencyMs));
  }
}

/** What each outage does with a request that has been read. */
const ANSWERS = {
  refused: reset,
  hang: () => undefined,
  '503': (socket) => socket.end(reply('503 Service Unavailable', '')),
  '503 with Retry-After': (socket) => socket.end(reply('503 Service Unavailable', '', 'retry-after: 120\r\n')),
  '502 with HTML': (socket) => socket.end(reply('502 Bad Gateway', '<html><body>Bad Gateway</body></html>')),
  'reset after the request': reset,
  trickle,
} satisfies Partial<Record<Outage, (socket: Socket) => unknown>>;

function asTls(server: Server): TlsServer {
  if (server instanceof TlsServer) return server;
  throw new TypeError('only a proxy that speaks TLS can have a certificate that is refused');
}

function certificate(name: string): { key: Buffer; cert: Buffer } {
  const read = (file: string): Buffer => readFileSync(join(__dirname, 'tls', file));
  return { key: read('key.pem'), cert: read(name) };
}

/** Node.js cannot reset a TLS socket, so it is only closed. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function onWholeRequest(socket: Socket, act: () => void): void {
  let text = '';
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
    if (text.length >= end + 4 + length) act();
  });
}

function reply(status: string, body: string, headers = ''): string {
  const type = body === '' ? '' : 'content-type: text/html\r\n';
  return `HTTP/1.1 ${status}\r\n${headers}${type}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
}

/** Sends an answer that never ends. */
function trickle(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{');
  const timer = setInterval(() => socket.writable && socket.write(' '), 20);
  socket.once('close', () => clearInterval(timer));
}
