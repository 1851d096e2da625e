import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { forAnswer, type Clock, type Timer } from '../../domain/clock';
import type { Log } from '../../domain/log';
import { serverDate } from '../../domain/server-date';
import { failureOfClose, failureOfError, failureOfResponse, type Failure, type Phase } from './failure';
import { decodeFrame, encodeHello, PROTOCOL, type UnintelligibleFrame } from './frame-codec';
import { startHeartbeat } from './heartbeat';
import { FrameAcceptor, type FrameHandlers } from './accept-frames';
import { openWebSocket, type WebSocketTarget } from './open-web-socket';

export interface OneSocketOptions {
  target: WebSocketTarget;
  clock: Clock;
  log: Log;
  handlers: FrameHandlers;
  listener: OneSocketListener;
}

/** Called about one socket until `onEnded` or `drain`, and never after that. */
export interface OneSocketListener {
  onPhase(phase: Phase): void;
  onUnintelligible(): void;
  /** The server has sent something, if only a pong. */
  onContact(): void;
  /** The server will close: a new socket should be opened within `reconnectMs`. */
  onBye(reconnectMs: number): void;
  /** The socket brings nothing more. It may take up to 1 s until it is closed: see `closed`. */
  onEnded(failure: Failure): void;
}

const PHASE_MS = 10_000;

/** How long a close may take, with the acks of events that are being stored and the server's own close. */
const GONE_MS = 1_000;

/** One WebSocket, from connecting to closed. It never reconnects: that takes a new one. */
export class OneSocket {
  readonly #options: OneSocketOptions;
  readonly #acceptor: FrameAcceptor;
  readonly #timers = new Set<Timer>();
  readonly #closed: Promise<void>;
  #settle: () => void = () => undefined;
  #ws: WebSocket | undefined;
  #phase: Phase = 'connect';
  #deadline: Timer | undefined;
  #stopHeartbeat: () => void = () => undefined;
  #ended = false;
  #taking = true;

  constructor(options: OneSocketOptions) {
    this.#options = options;
    this.#closed = new Promise((resolve) => (this.#settle = resolve));
    this.#acceptor = new FrameAcceptor({
      handlers: options.handlers,
      clock: options.clock,
      log: options.log,
      socket: {
        send: (text, done) => (this.#ws ? this.#ws.send(text, done) : done()),
        pause: () => this.#ws?.pause(),
        resume: () => this.#ws?.resume(),
      },
      onNotStored: () => this.#end({ reason: 'store', class: 'normal' }, () => this.#closePolitely()),
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Resolves when the socket and all its timers are gone. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  open(): void {
    const { target, clock } = this.#options;
    this.#enter('connect');
    let ws: WebSocket;
    try {
      ws = openWebSocket(target, (phase) => this.#enter(phase));
    } catch (error) {
      this.#timers.add(clock.after(0, () => this.#endUnopened(error)));
      return;
    }
    this.#ws = ws;
    let wire: Socket | undefined;
    ws.on('upgrade', (response) => (wire = response.socket));
    ws.on('open', () => this.#greet(ws, wire));
    ws.on('message', (body, isBinary) => this.#message(body, isBinary));
    ws.on('unexpected-response', (_request, response) => {
      const theirs = serverDate(response.headers) ?? clock.wall();
      const failure = failureOfResponse(response.statusCode ?? 0, response.headers['retry-after'], theirs);
      this.#end(failure, () => ws.terminate());
    });
    ws.on('error', (error) => this.#end(failureOfError(error, this.#phase), () => this.#terminateSoon()));
    ws.on('close', (code) => {
      this.#end(failureOfClose(code), () => undefined);
      this.#gone();
    });
  }

  /**
   * Ends the socket within 1 s: lets events being stored be acked, then closes. `taking`: whether events that arrive
   * until then are still accepted; if not, they are not acked, and the server repeats them.
   */
  drain(options: { taking: boolean }): Promise<void> {
    this.#taking &&= options.taking;
    if (!this.#ended) {
      this.#finish();
      this.#closePolitely();
    }
    return this.#closed;
  }

  #greet(ws: WebSocket, wire: Socket | undefined): void {
    if (this.#ended) return;
    const { clock, target } = this.#options;
    this.#stopHeartbeat = startHeartbeat({
      clock,
      bytesRead: () => wire?.bytesRead ?? 0,
      isPaused: () => ws.isPaused,
      ping: () => ws.ping(),
      onContact: () => this.#tell((listener) => listener.onContact()),
      onDead: () => this.#end({ reason: 'idle', class: 'normal' }, () => ws.terminate()),
    });
    ws.send(encodeHello(target.maxBytes), ignore);
    this.#enter('hello');
  }

  #message(body: RawData, isBinary: boolean): void {
    if (!this.#taking || !Buffer.isBuffer(body)) return;
    const frame = decodeFrame(body, isBinary);
    switch (frame.type) {
      case 'event':
        this.#acceptor.accept(frame.seq, { event: frame.event, data: frame.data }, body.length);
        break;
      case 'unintelligible':
        this.#unintelligible(frame, body);
        break;
      case 'hello':
        this.#hello(frame.protocol);
        break;
      case 'bye':
        this.#tell((listener) => listener.onBye(frame.reconnectMs));
        break;
      case 'auth-error':
        this.#end({ reason: 'auth', class: 'auth' }, () => this.#closePolitely());
        break;
    }
  }

  #hello(protocol: unknown): void {
    if (this.#phase !== 'hello') return;
    if (protocol === PROTOCOL) {
      this.#enter('live');
      return;
    }
    this.#end({ reason: 'protocol', class: 'slow' }, () => this.#closePolitely());
  }

  #unintelligible(frame: UnintelligibleFrame, body: Buffer): void {
    this.#tell((listener) => listener.onUnintelligible());
    if (frame.holdsData) this.#acceptor.quarantine(frame.reason, body);
  }

  #enter(phase: Phase): void {
    if (this.#ended) return;
    this.#phase = phase;
    this.#deadline?.cancel();
    if (phase !== 'live') {
      const { clock } = this.#options;
      const late: Failure = { reason: 'timeout', class: 'normal' };
      this.#deadline = clock.after(forAnswer(clock, PHASE_MS), () => this.#end(late, () => this.#ws?.terminate()));
    }
    this.#tell((listener) => listener.onPhase(phase));
  }

  #tell(call: (listener: OneSocketListener) => void): void {
    if (!this.#ended) call(this.#options.listener);
  }

  /** Only the first failure counts: further ones follow from it. */
  #end(failure: Failure, close: () => void): void {
    if (this.#ended) return;
    this.#finish();
    this.#taking = false;
    close();
    this.#options.listener.onEnded(failure);
  }

  #finish(): void {
    this.#ended = true;
    this.#deadline?.cancel();
    this.#stopHeartbeat();
  }

  #closePolitely(): void {
    const ws = this.#ws;
    if (!ws || ws.readyState !== ws.OPEN) {
      this.#terminateNow();
      return;
    }
    this.#terminateSoon();
    this.#acceptor.whenIdle(() => {
      // A paused socket would never read the server's close frame.
      ws.resume();
      ws.close(1000);
    });
  }

  /** On a dead socket a polite close would wait for ever. */
  #terminateSoon(): void {
    this.#timers.add(this.#options.clock.after(GONE_MS, () => this.#terminateNow()));
  }

  #terminateNow(): void {
    if (this.#ws) this.#ws.terminate();
    else this.#gone();
  }

  #endUnopened(error: unknown): void {
    this.#end(failureOfError(error, this.#phase), () => undefined);
    this.#gone();
  }

  #gone(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#settle();
  }
}

function ignore(): void {
  // A failed send is followed by the socket's close, which is handled.
}
