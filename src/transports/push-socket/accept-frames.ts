import type { Clock } from '../../domain/clock';
import { QuarantineFullError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import { Tally } from '../../work/tally';
import { encodeAck, type AckResponse } from './frame-codec';

export interface PushEvent {
  event: string;
  data: unknown;
}

export interface FrameHandlers {
  /**
   * Resolves when the event is durable, with an answer if it is a webhook that needs one. Rejects if it was not
   * stored.
   */
  onEvent(event: PushEvent): Promise<AckResponse | undefined>;
  /** Keeps a frame that does not follow the format. `reason` is a short code. */
  onUnintelligible(reason: string, body: Buffer): Promise<void>;
}

export interface AckSocket {
  /** Calls `done` when the frame has been sent, or never will be. Never throws. */
  send(text: string, done: () => void): void;
  pause(): void;
  resume(): void;
}

export interface FrameAcceptorOptions {
  socket: AckSocket;
  handlers: FrameHandlers;
  clock: Clock;
  log: Log;
  /** Called when an event could not be stored. It is not acked, and the server repeats it only after a reconnect. */
  onNotStored(): void;
}

/** Limits for events being stored from one socket: faxes have megabytes, and a small board has little memory. */
const PAUSE_ABOVE = { events: 500, bytes: 64 * 1024 * 1024 };
const RESUME_BELOW = { events: 250, bytes: 32 * 1024 * 1024 };

/**
 * Takes the events of one socket: passes them on, acks them once durable, and pauses the socket if too many are open.
 */
export class FrameAcceptor {
  readonly #options: FrameAcceptorOptions;
  readonly #lost: Tally;
  #events = 0;
  #bytes = 0;
  #paused = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: FrameAcceptorOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#lost = new Tally(clock, (count) => log.warn(`${count} unintelligible push frame(s) could not be kept`));
  }

  accept(seq: number, event: PushEvent, bytes: number): void {
    // No closure here may keep the event in memory while it is being stored: it can be a fax of many megabytes.
    const stored = promised(() => this.#options.handlers.onEvent(event));
    this.#opened(bytes);
    stored.then(
      (response) => this.#ack(seq, response, bytes),
      (error: unknown) => {
        this.#closed(bytes);
        // With a full quarantine a new socket would bring the same event again at once, for nothing.
        if (!(error instanceof QuarantineFullError)) this.#options.onNotStored();
      },
    );
  }

  quarantine(reason: string, body: Buffer): void {
    const { handlers } = this.#options;
    const bytes = body.length;
    const kept = promised(() => handlers.onUnintelligible(reason, body));
    this.#opened(bytes);
    kept.catch(() => this.#lost.add()).finally(() => this.#closed(bytes));
  }

  /** Calls `idle` once nothing is open: every event is stored and its ack has gone out. */
  whenIdle(idle: () => void): void {
    if (this.#events === 0) {
      idle();
      return;
    }
    this.#whenIdle = idle;
  }

  #ack(seq: number, response: AckResponse | undefined, bytes: number): void {
    this.#options.socket.send(encodeAck(seq, response), () => this.#closed(bytes));
  }

  #opened(bytes: number): void {
    this.#events += 1;
    this.#bytes += bytes;
    if (this.#paused || (this.#events <= PAUSE_ABOVE.events && this.#bytes <= PAUSE_ABOVE.bytes)) return;
    this.#paused = true;
    this.#options.socket.pause();
  }

  #closed(bytes: number): void {
    this.#events -= 1;
    this.#bytes -= bytes;
    if (this.#paused && this.#events < RESUME_BELOW.events && this.#bytes < RESUME_BELOW.bytes) {
      this.#paused = false;
      this.#options.socket.resume();
    }
    if (this.#events === 0) this.#whenIdle?.();
  }
}

/** Makes a handler that throws synchronously the same as one that rejects. */
async function promised<T>(call: () => Promise<T>): Promise<T> {
  return call();
}
