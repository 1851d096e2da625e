import type { WebSocket } from 'ws';
import { firstHalf, type Body } from '../http/body';
import type { EtherFaxFaults } from './fault';
import { eventBody, type PushEvent } from './push-event';

export interface PushConnectionListener {
  /** The client has said hello and may get events. */
  onReady(): void;
  onAck(seq: number): void;
  onSent(push: PushEvent): void;
  onClosed(): void;
}

/** One client of the push socket. Frames are sent one after the other, as fast as the client reads. */
export class PushConnection {
  readonly #socket: WebSocket;
  readonly #faults: EtherFaxFaults;
  readonly #listener: PushConnectionListener;
  ready = false;
  #maxBytes = 0;
  #halfOpen = false;
  #queue = Promise.resolve();

  constructor(socket: WebSocket, faults: EtherFaxFaults, listener: PushConnectionListener) {
    this.#socket = socket;
    this.#faults = faults;
    this.#listener = listener;
    socket.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) this.#read(data.toString('utf8'));
    });
    // After a protocol error of the client there is also a 'close'.
    socket.on('error', () => undefined);
    socket.on('close', () => listener.onClosed());
  }

  send(text: string | Buffer): void {
    this.#enqueue(() => this.#write([Buffer.from(text)], { binary: Buffer.isBuffer(text) }));
  }

  sendEvent(push: PushEvent): void {
    this.#enqueue(() => this.#writeEvent(push));
  }

  /** Sends nothing any more, not even pongs, and reads nothing. */
  turnHalfOpen(): void {
    this.#halfOpen = true;
    this.ready = false;
    this.#socket.pause();
  }

  /** Closes after everything queued has been sent. */
  close(code: number): void {
    this.#enqueue(() => {
      if (!this.#halfOpen) this.#socket.close(code);
      return Promise.resolve();
    });
  }

  /** Ends abruptly, without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  #read(text: string): void {
    const frame = parseFrame(text);
    if (frame.type === 'hello' && !this.ready) this.#greeted(frame);
    if (frame.type === 'ack' && typeof frame.seq === 'number') this.#listener.onAck(frame.seq);
  }

  #greeted({ protocol, maxBytes }: Record<string, unknown>): void {
    if (protocol !== 1) {
      this.close(1002);
      return;
    }
    this.ready = true;
    this.#maxBytes = typeof maxBytes === 'number' ? maxBytes : Infinity;
    this.#listener.onReady();
  }

  async #writeEvent(push: PushEvent): Promise<void> {
    if (!this.#isWritable()) return;
    const frame = this.#faults.take('frame', 'push')?.frame;
    const options = { image: true, seq: frame !== 'no-seq', fault: this.#faults.take('item', 'push')?.item };
    const whole = eventBody(push, options);
    this.#listener.onSent(push);
    if (frame === 'malformed') return this.#write(firstHalf(whole).chunks());
    if (frame === 'oversize') return this.#write(padded(whole, this.#maxBytes));
    const body = whole.bytes > this.#maxBytes ? eventBody(push, { ...options, image: false }) : whole;
    return this.#write(body.chunks());
  }

  /** Writes one message, with a fragment for each chunk. */
  async #write(chunks: Iterable<Buffer>, { binary = false } = {}): Promise<void> {
    let previous: Buffer | undefined;
    for (const chunk of chunks) {
      if (previous) await this.#writeFragment(previous, { binary, fin: false });
      previous = chunk;
    }
    if (previous) await this.#writeFragment(previous, { binary, fin: true });
  }

  #writeFragment(piece: Buffer, options: { binary: boolean; fin: boolean }): Promise<void> {
    if (!this.#isWritable()) return Promise.resolve();
    return new Promise((resolve) => this.#socket.send(piece, options, () => resolve()));
  }

  #isWritable(): boolean {
    return !this.#halfOpen && this.#socket.readyState === this.#socket.OPEN;
  }

  #enqueue(write: () => Promise<void>): void {
    // A frame that cannot be written is not acked, so it is repeated on the next connection.
    this.#queue = this.#queue.then(write).catch(() => this.#socket.terminate());
  }
}

/** Adds spaces after the JSON, to make the frame larger than `maxBytes`. */
function* padded(body: Body, maxBytes: number): Iterable<Buffer> {
  yield* body.chunks();
  if (Number.isFinite(maxBytes)) yield Buffer.alloc(Math.max(0, maxBytes + 1 - body.bytes), ' ');
}

function parseFrame(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
