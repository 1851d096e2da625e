import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Which requests the faults of one are about: a store writes by this function, and has others under way besides. */
const COMMIT = 'write_batch';

type Mode = 'open' | 'cut' | 'answer lost' | 'request late' | 'cut at the request' | 'cut at the answer' | 'silent';

/** Stands on loopback before a server that speaks first or second, and breaks the way to it. */
export class CuttingProxy {
  /** Notifications of PostgreSQL get lost, as they do behind a pooler in transaction mode. */
  isDeaf = false;
  private mode: Mode = 'open';
  /** Who has sent the last commit. */
  private committing: Socket | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly late: (() => Promise<unknown>)[] = [];

  private constructor(
    /** Its port; whoever connects next is led there. */
    public target: number,
    private readonly server: Server,
    private readonly commit: string,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** `commit`: what the requests hold that its faults are about. */
  static async start(target: number, commit = COMMIT): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(target, server, commit);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** So many sockets are open, of both sides. */
  get open(): number {
    return this.sockets.size;
  }

  /** Nothing gets through, and what was connected is not any more. */
  cut(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.mode = 'open';
  }

  /** The next commit arrives, but its answer does not. */
  loseNextAnswer(): void {
    this.committing = undefined;
    this.mode = 'answer lost';
  }

  /** From the next commit on nothing gets through, from before it arrives or after. */
  cutAtNext(what: 'request' | 'answer'): void {
    this.committing = undefined;
    this.mode = `cut at the ${what}`;
  }

  /** The server's machine is gone: who is connected hears nothing any more, not even that, and nobody else gets in. */
  vanish(): void {
    this.mode = 'cut';
    for (const socket of this.sockets) socket.pause();
  }

  /** Whatever is sent gets nowhere, and nobody is told. */
  swallow(): void {
    this.mode = 'silent';
  }

  /** The next commit is on its way until `arrive`; who sent it sees its connection break. */
  delayNextRequest(): void {
    this.mode = 'request late';
  }

  /** Resolves when it has been answered, or refused. */
  async arrive(): Promise<void> {
    await Promise.all(this.late.splice(0).map((send) => send()));
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.mode === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    }
    client.on('data', (chunk) => this.request(client, server, chunk)).on('close', () => this.leave(server));
    server.on('data', (chunk) => this.answer(client, server, chunk)).on('close', () => client.destroy());
  }

  private request(client: Socket, server: Socket, chunk: Buffer): void {
    if (this.mode === 'silent') return;
    const isCommit = chunk.includes(this.commit);
    if (isCommit) this.committing = client;
    if (this.mode === 'cut at the request' && isCommit) {
      this.cut();
      return;
    }
    if (this.mode !== 'request late' || !isCommit) {
      server.write(chunk);
      return;
    }
    this.mode = 'open';
    this.late.push(() => {
      const answered = Promise.race([once(server, 'data'), once(server, 'close')]);
      server.write(chunk);
      return answered;
    });
    client.destroy();
  }

  private answer(client: Socket, server: Socket, chunk: Buffer): void {
    if (this.isDeaf) {
      client.write(withoutNotifications(chunk));
      return;
    }
    const isOfCommit = client === this.committing;
    if (this.mode === 'cut at the answer' && isOfCommit) {
      this.cut();
      return;
    }
    if (this.mode !== 'answer lost' || !isOfCommit) {
      client.write(chunk);
      return;
    }
    this.mode = 'open';
    client.destroy();
    server.destroy();
  }

  private leave(server: Socket): void {
    if (this.late.length === 0) server.destroy();
  }
}

/** Small messages that come whole, as those of a test do: a letter, a length, and the rest. */
function withoutNotifications(chunk: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < chunk.length;) {
    const end = at + 1 + (at + 5 <= chunk.length ? chunk.readInt32BE(at + 1) : chunk.length);
    if (chunk[at] !== 'A'.charCodeAt(0)) kept.push(chunk.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
