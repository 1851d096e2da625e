import { fromNow, type Clock, type Timer } from '../domain/clock';
import {
  AuthError,
  ConfigError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
  StoreError,
} from '../domain/errors';
import { authProbeMs, backoffMs } from '../work/backoff';

/** `retryAt` is steady ms; `reason` a short stable code. */
export type PollerState =
  /** Not started, or stopped. */
  | { name: 'idle' }
  | { name: 'running' }
  | { name: 'waiting'; retryAt: number }
  | { name: 'failing'; reason: string; retryAt: number }
  | { name: 'auth-failed'; reason: string; retryAt: number };

export interface PollerOptions {
  clock: Clock;
  /** 0 ≤ x < 1. */
  random?: () => number;
  intervalMs: number;
  /** One reconcile pass. Never runs twice at once. Rejects with a `PushlineError`; `signal` aborts at stop. */
  run(signal: AbortSignal): Promise<void>;
  /** Every change of `state` while started. */
  onState(state: PollerState): void;
}

/** Runs a reconcile pass at start and then every interval. */
export interface Poller {
  /** Once; later calls change nothing. */
  start(): void;
  /** Aborts a pass under way and resolves when it has ended, at the latest after 2 s. It cannot be started again. */
  stop(): Promise<void>;
  /** After a failure: does not wait for the next attempt, unless it is the provider that has asked for the wait. */
  retry(): void;
  /** Runs now, or once more after the pass under way. After a failure the wait is kept: the pass comes with its retry. */
  wake(): void;
  readonly state: PollerState;
}

/** However seldom it polls: nothing is sent either until a pass gets through again. */
const RETRY_CAP_MS = 60_000;
const STOP_MS = 1_000;

export function createPoller(options: PollerOptions): Poller {
  return new ReconcilePoller(options);
}

class ReconcilePoller implements Poller {
  readonly #options: PollerOptions;
  readonly #random: () => number;
  readonly #abort = new AbortController();
  #state: PollerState = { name: 'idle' };
  #timer: Timer | undefined;
  #pass: Promise<void> | undefined;
  #again = false;
  #started = false;
  #refusals = 0;
  #failures = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  get state(): PollerState {
    return this.#state;
  }

  start(): void {
    if (this.#started || this.#stopped) return;
    this.#started = true;
    this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#timer?.cancel();
    this.#state = { name: 'idle' };
    if (this.#pass) await this.#withinLimit(this.#pass);
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#state.name === 'running') this.#again = true;
    if (this.#state.name !== 'waiting') return;
    this.#timer?.cancel();
    this.#run();
  }

  retry(): void {
    const { name } = this.#state;
    if (this.#stopped || (name !== 'auth-failed' && name !== 'failing')) return;
    if (this.#state.reason === 'rate-limited') return;
    this.#timer?.cancel();
    this.#run();
  }

  get #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  #run(): void {
    this.#again = false;
    this.#show({ name: 'running' });
    this.#pass = this.#onePass();
  }

  /** Never rejects. */
  async #onePass(): Promise<void> {
    try {
      await this.#options.run(this.#abort.signal);
    } catch (error) {
      if (!this.#stopped) this.#failed(error);
      return;
    }
    if (!this.#stopped) this.#succeeded();
  }

  #succeeded(): void {
    this.#refusals = 0;
    this.#failures = 0;
    if (this.#again) {
      this.#run();
      return;
    }
    // ±10 %, so that many connections do not poll in step.
    const waitMs = Math.round(this.#options.intervalMs * (0.9 + 0.2 * this.#random()));
    this.#show({ name: 'waiting', retryAt: this.#runAfter(waitMs) });
  }

  #failed(error: unknown): void {
    const reason = reasonOf(error);
    if (error instanceof AuthError) {
      this.#refusals += 1;
      this.#show({ name: 'auth-failed', reason, retryAt: this.#runAfter(authProbeMs(this.#refusals)) });
      return;
    }
    const waitMs = error instanceof RateLimitedError ? error.retryAfterMs : this.#nextWaitMs();
    this.#show({ name: 'failing', reason, retryAt: this.#runAfter(waitMs) });
  }

  #nextWaitMs(): number {
    const waitMs = backoffMs(this.#failures, this.#random, { capMs: RETRY_CAP_MS });
    this.#failures += 1;
    return waitMs;
  }

  #runAfter(waitMs: number): number {
    const { clock } = this.#options;
    this.#timer = clock.after(waitMs, () => this.#run());
    return fromNow(clock, waitMs);
  }

  #show(state: PollerState): void {
    this.#state = state;
    try {
      this.#options.onState(state);
    } catch {
      // Whoever watches must not end the polling: the next state is told all the same.
    }
  }

  #withinLimit(pass: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const limit = this.#options.clock.after(STOP_MS, resolve);
      void pass.then(() => {
        limit.cancel();
        resolve();
      });
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AuthError) return 'auth';
  if (error instanceof RateLimitedError) return 'rate-limited';
  if (error instanceof StoreError) return 'store';
  if (error instanceof ConfigError) return 'config';
  if (error instanceof ProviderRefusedError) return 'refused';
  if (!(error instanceof ProviderUnavailableError)) return 'error';
  const { reason, status } = error.detail;
  return reason ?? (status === undefined ? 'unavailable' : `http-${status}`);
}
