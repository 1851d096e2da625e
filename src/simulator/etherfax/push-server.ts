import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../../domain/clock';
import { pause } from '../../work/pause';
import type { EffectOf, EtherFaxFaults } from './fault';
import type { Delivery } from './inbox-fax';
import { PushConnection } from './push-connection';
import type { PushEvent } from './push-event';
import { refuseUpgrade } from './refuse-upgrade';

export const PUSH_PATH = '/push';

export interface PushServerOptions {
  clock: Clock;
  token: string;
  faults: EtherFaxFaults;
  signal: AbortSignal;
  onChange: (change: PushChange) => void;
}

export type PushChange =
  | { type: 'push.handshake' }
  | { type: 'push.ready'; clients: number }
  | { type: 'push.closed'; clients: number }
  | { type: 'push.sent'; seq: number; event: string }
  | { type: 'push.acked'; seq: number };

type ConnectionFault = EffectOf<'connection'>['connection'];

/** How long a client may keep the old connection after the announced reconnect. */
const BYE_GRACE_MS = 5_000;
const MAX_CLIENT_FRAME_BYTES = 1024 * 1024;

/** The server side of the push socket. Every event is sent to every client until one of them has acked it. */
export class PushServer {
  readonly #options: PushServerOptions;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_FRAME_BYTES,
  });
  readonly #connections = new Set<PushConnection>();
  readonly #unacked = new Map<number, PushEvent>();
  #held: Omit<PushEvent, 'seq'> | undefined;
  #lastSeq = 0;

  constructor(options: PushServerOptions) {
    this.#options = options;
  }

  get clients(): number {
    return [...this.#connections].filter(({ ready }) => ready).length;
  }

  get unackedSeqs(): number[] {
    return [...this.#unacked.keys()];
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { faults, token, onChange } = this.#options;
    socket.on('error', () => socket.destroy());
    onChange({ type: 'push.handshake' });
    const refused = faults.take('handshake', 'push');
    const authorized = request.headers.authorization === `Bearer ${token}`;
    if (refused || !authorized) {
      refuseUpgrade(socket, refused?.handshake ?? 401, refused?.retryAfterSeconds);
      return;
    }
    const fault = faults.take('connection', 'push')?.connection;
    if (fault === 'no-upgrade') return;
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#connected(client, fault));
  }

  /** A `reordered` event is held back until the next one has been sent. */
  push(event: Omit<PushEvent, 'seq'>, deliver: Delivery = 'push'): void {
    if (deliver === 'poll-only') return;
    if (deliver === 'reordered' && !this.#held) {
      this.#held = event;
      return;
    }
    this.#dispatch(event);
    if (deliver === 'push-twice') this.#dispatch(event);
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#dispatch(held);
  }

  /** Drops the events of a fax that is marked as received, which need not be repeated. */
  forget(jobId: string): void {
    if (this.#held?.jobId === jobId) this.#held = undefined;
    for (const { seq, jobId: about } of this.#unacked.values()) if (about === jobId) this.#unacked.delete(seq);
  }

  /** Sends any frame, even an invalid one, to every client. A Buffer is sent as a binary frame. */
  sendRaw(frame: string | Buffer): void {
    for (const connection of this.#connections) connection.send(frame);
  }

  /** Sends an error to every client and closes, as for a revoked token. */
  fail(code: string): void {
    this.sendRaw(JSON.stringify({ type: 'error', code }));
    for (const connection of this.#connections) connection.close(1008);
  }

  /** Announces a restart; connections that still exist some time later are closed. */
  bye(reconnectSeconds: number): void {
    const leaving = [...this.#connections];
    this.sendRaw(JSON.stringify({ type: 'bye', reconnectSeconds }));
    void pause(this.#options.clock, reconnectSeconds * 1_000 + BYE_GRACE_MS, this.#options.signal).then(() => {
      for (const connection of leaving) connection.close(1001);
    });
  }

  /** Breaks every connection without a close frame. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Applies a `half-open` fault to the existing connections. */
  applyFaults(): void {
    const { faults } = this.#options;
    for (const connection of this.#connections) {
      const next = faults.list().find((fault) => 'connection' in fault);
      if (next?.connection !== 'half-open') return;
      faults.take('connection', 'push');
      connection.turnHalfOpen();
    }
  }

  close(): void {
    this.cut();
    this.#sockets.close();
  }

  #connected(client: WebSocket, fault: ConnectionFault | undefined): void {
    const { faults, onChange } = this.#options;
    const connection: PushConnection = new PushConnection(client, faults, {
      onReady: () => this.#ready(connection),
      onAck: (seq) => this.#acked(seq),
      onSent: ({ seq, event }) => onChange({ type: 'push.sent', seq, event }),
      onClosed: () => this.#closed(connection),
    });
    this.#connections.add(connection);
    if (fault === 'half-open') connection.turnHalfOpen();
    if (fault === undefined) connection.send(JSON.stringify({ type: 'hello', protocol: 1 }));
  }

  #dispatch(event: Omit<PushEvent, 'seq'>): void {
    const push = { ...event, seq: ++this.#lastSeq };
    this.#unacked.set(push.seq, push);
    for (const connection of this.#connections) if (connection.ready) connection.sendEvent(push);
  }

  #ready(connection: PushConnection): void {
    this.#options.onChange({ type: 'push.ready', clients: this.clients });
    for (const push of this.#unacked.values()) connection.sendEvent(push);
  }

  #acked(seq: number): void {
    if (this.#unacked.delete(seq)) this.#options.onChange({ type: 'push.acked', seq });
  }

  #closed(connection: PushConnection): void {
    this.#connections.delete(connection);
    this.#options.onChange({ type: 'push.closed', clients: this.clients });
  }
}
