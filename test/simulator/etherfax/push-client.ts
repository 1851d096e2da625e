import { WebSocket, type RawData } from 'ws';
import type { Json } from './harness';

/** The client's end of the push socket, as far as the tests need it. */
export class PushClient {
  readonly frames: { text: string; binary: boolean }[] = [];
  closed: number | undefined;
  pongs = 0;
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: RawData, binary) => {
      this.frames.push({ text: (data as Buffer).toString(), binary });
      this.#changed();
    });
    socket.on('pong', () => {
      this.pongs += 1;
      this.#changed();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      this.closed = code;
      this.#changed();
    });
  }
  #watchers: (() => void)[] = [];

  static connect({ pushUrl, pushToken }: { pushUrl: string; pushToken: string }): Promise<PushClient> {
    const socket = new WebSocket(pushUrl, {
      headers: { authorization: `Bearer ${pushToken}` },
      perMessageDeflate: false,
    });
    const client = new PushClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => {
        socket.terminate();
        const after = response.headers['retry-after'];
        reject(new Error(`refused ${response.statusCode}${after === undefined ? '' : ` after ${after}`}`));
      });
    });
  }

  /** Connects, says hello and waits for the server's. */
  static async live(server: { pushUrl: string; pushToken: string }, maxBytes = 64 * 1024 * 1024): Promise<PushClient> {
    const client = await PushClient.connect(server);
    client.say({ type: 'hello', protocol: 1, maxBytes });
    await client.until(() => client.parsed().some(({ type }) => type === 'hello'));
    return client;
  }

  say(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  ack(seq: unknown): void {
    this.say({ type: 'ack', seq });
  }

  /** Frames that are JSON objects. */
  parsed(): Json[] {
    return this.frames.flatMap(({ text }) => {
      try {
        return [JSON.parse(text) as Json];
      } catch {
        return [];
      }
    });
  }

  /** Waits for so many events. */
  async events(count: number): Promise<Json[]> {
    const events = (): Json[] => this.parsed().filter(({ type }) => type === 'event');
    await this.until(() => events().length >= count);
    return events();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Everything that the server sent before it answers this ping has arrived. */
  async flushed(): Promise<void> {
    const before = this.pongs;
    this.socket.ping();
    await this.until(() => this.pongs > before);
  }

  async leave(): Promise<void> {
    this.socket.terminate();
    await this.until(() => this.closed !== undefined);
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const resolve of watchers) resolve();
  }
}

export const dataOf = (event: Json | undefined): Json => (event?.data ?? {}) as Json;
