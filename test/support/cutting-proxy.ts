import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The SQL function by which a store writes. Only requests with it are affected by the proxy's faults. */
const COMMIT = 'write_batch';

type Mode = 'open' | 'cut' | 'answer lost' | 'request late' | 'cut at the request' | 'cut at the answer' | 'silent';

/** A proxy on loopback before any TCP server, which breaks the connection to it on demand. */
export class CuttingProxy {
  /** The server's port, for the connections to come. */
  target: number;
  readonly #server: Server;
  readonly #commit: string;
  /** Drop PostgreSQL's notifications, as behind a pooler in transaction mode. */
  isDeaf = false;
  #mode: Mode = 'open';
  /** The client that has sent the last commit. */
  #committing: Socket | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #late: (() => Promise<unknown>)[] = [];

  private constructor(target: number, server: Server, commit: string) {
    this.target = target;
    this.#server = server;
    this.#commit = commit;
    server.on('connection', (client) => this.#join(client));
  }

  /** `commit` is a text in the requests that the faults affect. */
  static async start(target: number, commit = COMMIT): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(target, server, commit);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The number of open sockets, on both sides. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Cuts all connections and lets nothing through any more. */
  cut(): void {
    this.#mode = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#mode = 'open';
  }

  /** Lets the next commit through but not its answer. */
  loseNextAnswer(): void {
    this.#committing = undefined;
    this.#mode = 'answer lost';
  }

  /** Lets nothing through from the next commit on; `answer`: the commit itself still arrives. */
  cutAtNext(what: 'request' | 'answer'): void {
    this.#committing = undefined;
    this.#mode = `cut at the ${what}`;
  }

  /** Like the crash of the server's machine: connected clients hear nothing any more, and new ones get no connection. */
  vanish(): void {
    this.#mode = 'cut';
    for (const socket of this.#sockets) socket.pause();
  }

  /** Silently drops everything that is sent. */
  swallow(): void {
    this.#mode = 'silent';
  }

  /** Holds the next commit back until `arrive`, and cuts its client's connection. */
  delayNextRequest(): void {
    this.#mode = 'request late';
  }

  /** Resolves when it has been answered, or refused. */
  async arrive(): Promise<void> {
    await Promise.all(this.#late.splice(0).map((send) => send()));
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    if (this.#mode === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (chunk) => this.#request(client, server, chunk)).on('close', () => this.#leave(server));
    server.on('data', (chunk) => this.#answer(client, server, chunk)).on('close', () => client.destroy());
  }

  #request(client: Socket, server: Socket, chunk: Buffer): void {
    if (this.#mode === 'silent') return;
    const isCommit = chunk.includes(this.#commit);
    if (isCommit) this.#committing = client;
    if (this.#mode === 'cut at the request' && isCommit) {
      this.cut();
      return;
    }
    if (this.#mode !== 'request late' || !isCommit) {
      server.write(chunk);
      return;
    }
    this.#mode = 'open';
    this.#late.push(() => {
      const answered = Promise.race([once(server, 'data'), once(server, 'close')]);
      server.write(chunk);
      return answered;
    });
    client.destroy();
  }

  #answer(client: Socket, server: Socket, chunk: Buffer): void {
    if (this.isDeaf) {
      client.write(withoutNotifications(chunk));
      return;
    }
    const isOfCommit = client === this.#committing;
    if (this.#mode === 'cut at the answer' && isOfCommit) {
      this.cut();
      return;
    }
    if (this.#mode !== 'answer lost' || !isOfCommit) {
      client.write(chunk);
      return;
    }
    this.#mode = 'open';
    client.destroy();
    server.destroy();
  }

  #leave(server: Socket): void {
    if (this.#late.length === 0) server.destroy();
  }
}

/** A chunk of PostgreSQL messages (a letter, a length, the content) without notifications. Messages must come whole. */
function withoutNotifications(chunk: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < chunk.length;) {
    const end = at + 1 + (at + 5 <= chunk.length ? chunk.readInt32BE(at + 1) : chunk.length);
    if (chunk[at] !== 'A'.charCodeAt(0)) kept.push(chunk.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
