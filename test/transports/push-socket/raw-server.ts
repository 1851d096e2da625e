import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server that knows bytes only, for what no WebSocket library would send. */
export class RawServer {
  readonly sockets: Socket[] = [];
  /** Everything received so far on all connections. For TLS: what came through. */
  received = '';
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server, onSocket: (socket: Socket) => void, tls: boolean) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections += 1;
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.splice(this.sockets.indexOf(socket), 1));
      if (!tls) this.#serve(socket, onSocket);
    });
    server.on('tlsClientError', () => undefined);
    if (tls) server.on('secureConnection', (socket: Socket) => this.#serve(socket, onSocket));
  }

  static listen(onSocket: (socket: Socket) => void = () => undefined): Promise<RawServer> {
    return new RawServer(createServer(), onSocket, false).#listen();
  }

  /** `certificate` is a file of test/support/tls. */
  static listenTls(
    certificate: string,
    onSocket: (socket: Socket) => void = () => undefined,
    options: TlsOptions = {},
  ): Promise<RawServer> {
    const server = createTlsServer({ key: pem('key'), cert: pem(certificate), ...options });
    return new RawServer(server, onSocket, true).#listen();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of [...this.sockets]) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  #serve(socket: Socket, onSocket: (socket: Socket) => void): void {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (this.received += bytes.toString('latin1')));
    onSocket(socket);
  }
}

export function pem(name: string): Buffer {
  return readFileSync(join(__dirname, '../../support/tls', `${name}.pem`));
}

/** Reads the request head from `socket` and answers it with what `answer` makes of the request's key. */
export function onUpgrade(socket: Socket, answer: (accept: string) => string): void {
  let head = '';
  const read = (bytes: Buffer): void => {
    head += bytes.toString('latin1');
    if (!head.includes('\r\n\r\n')) return;
    socket.off('data', read);
    const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? '';
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(answer(accept));
  };
  socket.on('data', read);
}

export function switching(accept: string, more = ''): string {
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`;
}

/** One unmasked server frame. `first` is the first byte: FIN, RSV and opcode. */
export function frame(first: number, payload: Buffer | string): Buffer {
  const body = Buffer.from(payload);
  if (body.length < 126) return Buffer.concat([Buffer.from([first, body.length]), body]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length));
  return Buffer.concat([Buffer.from([first, 127]), length, body]);
}

export function text(value: unknown): Buffer {
  return frame(0x81, JSON.stringify(value));
}

/** Upgrades, says hello, and then lets the test write bytes. */
export function speak(then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    onUpgrade(socket, (accept) => {
      setImmediate(() => {
        socket.write(text({ type: 'hello', protocol: 1 }));
        then(socket);
      });
      return switching(accept);
    });
  };
}
