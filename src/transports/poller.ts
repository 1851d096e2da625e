import { fromNow, leftUntil, type Clock, type Timer } from '../domain/clock';
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
  /** One reconcile pass. Never runs twice at once. Rejects with a `PushlineError`; `signal` aborts at its end. */
  run(signal: AbortSignal): Promise<void>;
  /** Every change of `state` while started. */
  onState(state: PollerState): void;
}

/** Runs a reconcile pass at start and then every interval. */
export interface Poller {
  /** Where it runs already, nothing changes. `refusedUntil`, steady ms: another was refused, whose wait is kept. */
  start(refusedUntil?: number): void;
  /** Aborts a pass under way; nothing runs until `start`. */
  standBy(): void;
  /** As `standBy`, for ever; resolves when the pass under way has ended, at the latest after 2 s. */
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
  /** Of one run from `start` to `standBy`. */
  #abort = new AbortController();
  #state: PollerState = { name: 'idle' };
  #timer: Timer | undefined;
  #pass: Promise<void> | undefined;
  #again = false;
  #isRunning = false;
  #isStopped = false;
  #refusals = 0;
  #refusedUntil = 0;
  #failures = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  get state(): PollerState {
    return this.#state;
  }

  start(refusedUntil = 0): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#abort = new AbortController();
    const leftMs = leftUntil(this.#options.clock, Math.max(refusedUntil, this.#refusedUntil));
    if (leftMs === 0) this.#run();
    else this.#refusedFor(leftMs);
  }

  standBy(): void {
    this.#isRunning = false;
    this.#abort.abort();
    this.#timer?.cancel();
    this.#state = { name: 'idle' };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.standBy();
    if (this.#pass) await this.#withinLimit(this.#pass);
  }

  wake(): void {
    if (!this.#isRunning) return;
    if (this.#state.name === 'running') this.#again = true;
    if (this.#state.name !== 'waiting') return;
    this.#timer?.cancel();
    this.#run();
  }

  retry(): void {
    const { name } = this.#state;
    if (!this.#isRunning || (name !== 'auth-failed' && name !== 'failing')) return;
    if (this.#state.reason === 'rate-limited') return;
    this.#timer?.cancel();
    this.#run();
  }

  #run(): void {
    this.#again = false;
    this.#show({ name: 'running' });
    const { signal } = this.#abort;
    const before = this.#pass;
    // One that was aborted may still be on its way out.
    this.#pass = before ? this.#withinLimit(before).then(() => this.#onePass(signal)) : this.#onePass(signal);
  }

  /** Never rejects. */
  async #onePass(signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    if (isOver()) return;
    let end = (): void => this.#succeeded();
    try {
      await this.#options.run(signal);
    } catch (error) {
      end = () => this.#failed(error);
    }
    // Else another run has begun, which waits for the end of this pass.
    if (this.#abort.signal === signal) this.#pass = undefined;
    if (!isOver()) end();
  }

  #succeeded(): void {
    this.#refusals = 0;
    this.#refusedUntil = 0;
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
    if (error instanceof AuthError) {
      this.#refusedFor(authProbeMs(this.#refusals + 1));
      return;
    }
    const waitMs = error instanceof RateLimitedError ? error.retryAfterMs : this.#nextWaitMs();
    this.#show({ name: 'failing', reason: reasonOf(error), retryAt: this.#runAfter(waitMs) });
  }

  #refusedFor(waitMs: number): void {
    this.#refusals += 1;
    this.#refusedUntil = this.#runAfter(waitMs);
    this.#show({ name: 'auth-failed', reason: 'auth', retryAt: this.#refusedUntil });
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
  if (error instanceof RateLimitedError) return 'rate-limited';
  if (error instanceof StoreError) return 'store';
  if (error instanceof ConfigError) return 'config';
  if (error instanceof ProviderRefusedError) return 'refused';
  if (!(error instanceof ProviderUnavailableError)) return 'error';
  const { reason, status } = error.detail;
  return reason ?? (status === undefined ? 'unavailable' : `http-${status}`);
}
