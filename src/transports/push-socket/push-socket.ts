import { fromNow, leftUntil, type Clock, type Timer } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { ConfigError } from '../../domain/errors';
import type { Log } from '../../domain/log';
import { processBudget, type AttemptBudget } from './attempt-budget';
import type { Failure } from './failure';
import type { FrameHandlers } from './accept-frames';
import { OneSocket } from './one-socket';
import type { TlsOptions } from '../../network/tls';
import type { OpenAgent, WebSocketTarget } from './open-web-socket';
import { sameState, type PushState, type RetryReason } from './push-state';
import { parsePushUrl } from './push-url';
import { createRetryPlan, type RetryPlan } from './retry-plan';

export interface PushSocketHandlers extends FrameHandlers {
  /** A socket has become live. It is time to reconcile: not all servers repeat what happened while none was. */
  onLive(): void;
  /** Called with every change of `state`. */
  onState(state: PushState): void;
  /** The server has shown that it is there. Called while bytes come, at most a few times a minute. */
  onContact?(): void;
}

export interface PushSocketOptions {
  url: string;
  token: string;
  tls?: TlsOptions;
  agent?: OpenAgent;
  clock: Clock;
  /** 0 ≤ x < 1. */
  random?: () => number;
  log: Log;
  /** Size of the largest frame that is accepted; the server is told so. */
  maxBytes: number;
  /** Shared by all push sockets of the process unless given. */
  budget?: AttemptBudget;
  handlers: PushSocketHandlers;
}

/** Keeps one live socket to the push server, whatever happens. */
export interface PushSocket {
  /** Has no effect if it runs already. */
  start(): void;
  /** Closes the socket until `start`: events being stored are still acked, new ones are not accepted. */
  standBy(): void;
  /** As `standBy`, for good. Resolves within 1 s; no handler is called after that. */
  stop(): Promise<void>;
  /**
   * Replaces a live socket by a new one, without a gap. Does nothing if there is none, because one is on its way then.
   */
  reconnect(): void;
  readonly state: PushState;
  /** Number of frames that do not follow the frame format. */
  readonly unintelligible: number;
}

/** Throws `ConfigError` for a URL or token that cannot be used. */
export function createPushSocket(options: PushSocketOptions): PushSocket {
  const { url, token, tls, agent, maxBytes, log } = options;
  if (!/^[\x21-\x7e]*$/.test(token)) throw new ConfigError('Push token: contains characters that a token cannot have');
  const target: WebSocketTarget = compact({ url: parsePushUrl(url), token, maxBytes, tls, agent });
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    log.warn('NODE_TLS_REJECT_UNAUTHORIZED=0 is set: the push socket checks certificates all the same');
  }
  return new LastingSocket(options, target);
}

/**
 * A socket that has been live for this long works: its failure is a new one, and back-off starts from the beginning.
 */
const PROVEN_MS = 60_000;

interface Retry {
  timer: Timer;
  state: PushState & { name: 'backing-off' | 'auth-failed' };
}

class LastingSocket implements PushSocket {
  readonly #options: PushSocketOptions;
  readonly #target: WebSocketTarget;
  readonly #plan: RetryPlan;
  readonly #budget: AttemptBudget;
  readonly #sockets = new Set<OneSocket>();
  /** The live socket, which brings the events. */
  #serving: OneSocket | undefined;
  /** The one socket that is connecting. */
  #rising: OneSocket | undefined;
  /** The planned attempt; undefined while there is a rising socket. */
  #retry: Retry | undefined;
  /** A refusal before the last `standBy`, whose wait still counts. */
  #refused: Retry['state'] | undefined;
  #proven: Timer | undefined;
  #isRunning = false;
  #isStopped = false;
  #shown: PushState = { name: 'idle' };
  #unintelligible = 0;

  constructor(options: PushSocketOptions, target: WebSocketTarget) {
    this.#options = options;
    this.#target = target;
    this.#plan = createRetryPlan(options.random ?? Math.random);
    this.#budget = options.budget ?? processBudget;
  }

  get state(): PushState {
    return this.#shown;
  }

  get unintelligible(): number {
    return this.#unintelligible;
  }

  start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    const refused = this.#refused;
    this.#refused = undefined;
    const leftMs = refused ? leftUntil(this.#options.clock, refused.retryAt) : 0;
    if (refused && leftMs > 0) this.#after(leftMs, refused.name, refused.reason, () => this.#attempt());
    else this.#attempt();
  }

  standBy(): void {
    this.#isRunning = false;
    this.#retry?.timer.cancel();
    this.#proven?.cancel();
    if (this.#retry?.state.name === 'auth-failed') this.#refused = this.#retry.state;
    this.#retry = this.#rising = this.#serving = undefined;
    this.#show();
    for (const socket of this.#sockets) void socket.drain({ taking: false });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.standBy();
    await Promise.all([...this.#sockets].map(({ closed }) => closed));
  }

  reconnect(): void {
    if (this.#isRunning && this.#serving && !this.#rising && !this.#retry) this.#attempt();
  }

  #attempt(): void {
    const waitMs = this.#budget.reserveMs(this.#options.clock);
    if (waitMs > 0) this.#after(waitMs, 'backing-off', 'attempt-limit', () => this.#open());
    else this.#open();
  }

  #open(): void {
    const { clock, log, handlers } = this.#options;
    const socket = new OneSocket({
      target: this.#target,
      clock,
      log,
      handlers,
      listener: {
        onPhase: (phase) => (phase === 'live' ? this.#live(socket) : this.#show()),
        onUnintelligible: () => (this.#unintelligible += 1),
        onContact: () => this.#call(() => this.#options.handlers.onContact?.()),
        onBye: (reconnectMs) => this.#bye(socket, reconnectMs),
        onEnded: (failure) => this.#ended(socket, failure),
      },
    });
    this.#rising = socket;
    this.#sockets.add(socket);
    void socket.closed.then(() => this.#sockets.delete(socket));
    socket.open();
  }

  #live(socket: OneSocket): void {
    if (socket !== this.#rising) return;
    const old = this.#serving;
    this.#serving = socket;
    this.#rising = undefined;
    this.#proven?.cancel();
    this.#proven = this.#options.clock.after(PROVEN_MS, () => this.#plan.reset());
    void old?.drain({ taking: true });
    this.#show();
    this.#call(() => this.#options.handlers.onLive());
    this.#call(() => this.#options.handlers.onContact?.());
  }

  #bye(socket: OneSocket, reconnectMs: number): void {
    if (socket !== this.#serving || this.#rising || this.#retry) return;
    // Spread over the first half of the time given, so that the new socket is live before the server closes the old
    // one.
    const spreadMs = Math.round(((this.#options.random ?? Math.random)() * reconnectMs) / 2);
    const waitMs = Math.max(spreadMs, this.#plan.waitMs({ reason: 'closed', class: 'normal' }));
    this.#after(waitMs, 'backing-off', 'bye', () => this.#attempt());
  }

  #ended(socket: OneSocket, failure: Failure): void {
    if (!this.#isRunning) return;
    if (socket === this.#rising) this.#rising = undefined;
    if (socket === this.#serving) {
      this.#serving = undefined;
      this.#proven?.cancel();
    }
    if (this.#rising || this.#retry) {
      this.#show();
      return;
    }
    const name = failure.class === 'auth' ? 'auth-failed' : 'backing-off';
    this.#after(this.#plan.waitMs(failure), name, failure.reason, () => this.#attempt());
  }

  #after(waitMs: number, name: Retry['state']['name'], reason: RetryReason, next: () => void): void {
    const { clock } = this.#options;
    const timer = clock.after(waitMs, () => {
      this.#retry = undefined;
      next();
    });
    this.#retry = { timer, state: { name, reason, retryAt: fromNow(clock, waitMs) } };
    this.#show();
  }

  /** The state is derived from the sockets there are, so that it cannot contradict them. */
  #derive(): PushState {
    if (!this.#isRunning) return { name: this.#isStopped ? 'stopped' : 'idle' };
    if (this.#serving) return { name: this.#rising || this.#retry ? 'draining' : 'live' };
    if (this.#rising) return { name: this.#rising.phase === 'hello' ? 'authenticating' : 'connecting' };
    return this.#retry?.state ?? { name: 'idle' };
  }

  #show(): void {
    const state = this.#derive();
    if (sameState(state, this.#shown)) return;
    this.#shown = state;
    this.#call(() => this.#options.handlers.onState(state));
  }

  #call(handler: () => void): void {
    try {
      handler();
    } catch {
      this.#options.log.error('a handler of the push socket failed');
    }
  }
}
