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
  { name: 'idle' } | { name: 'running' } | { name: 'waiting'; retryAt: number } | Failure;

type Failure =
  { name: 'failing'; reason: string; retryAt: number } | { name: 'auth-failed'; reason: string; retryAt: number };

/**
 * The result of a pass. A pass that was not made changes nothing about earlier failures: either another instance does
 * the asking (`not-ours`), or the provider has asked for a pause, in answer to any request, until `pausedUntil`
 * (steady ms).
 */
export type Pass = 'made' | 'not-ours' | { pausedUntil: number };

export interface PollerOptions {
  clock: Clock;
  /** 0 ≤ x < 1. */
  random?: () => number;
  intervalMs: number;
  /** Makes one reconcile pass. Rejects with a `PushlineError`. `signal` aborts when the poller stands by or stops. */
  run(signal: AbortSignal): Promise<Pass>;
  /** Called with every change of `state`. */
  onState(state: PollerState): void;
}

/** Makes a reconcile pass at the start and then at every interval. */
export interface Poller {
  /**
   * Has no effect if it runs already. `refusedUntil` (steady ms): another instance's login was refused, and nothing is
   * asked before that time.
   */
  start(refusedUntil?: number): void;
  /** Aborts a pass under way; no pass is made until `start`. */
  standBy(): void;
  /** As `standBy`, for good. Resolves when the pass under way has ended, after 1 s at the latest. */
  stop(): Promise<void>;
  /** After a failure: makes the next pass at once, unless the provider itself has asked for the wait. */
  retry(): void;
  /**
   * Makes a pass now, or another one after the one under way. After a failure it does nothing: the retry comes anyway.
   */
  wake(): void;
  readonly state: PollerState;
}

/** Even if the interval is longer: after a failed pass nothing is sent either until one succeeds. */
const RETRY_CAP_MS = 60_000;
const STOP_MS = 1_000;

export function createPoller(options: PollerOptions): Poller {
  return new ReconcilePoller(options);
}

class ReconcilePoller implements Poller {
  readonly #options: PollerOptions;
  readonly #random: () => number;
  /** A new one for each run from `start` to `standBy`. */
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
  /** The failure of the last pass that was made. */
  #failure: Failure | undefined;

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
    this.#failure = undefined;
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
    // An aborted pass may not have ended yet.
    this.#pass = before ? this.#withinLimit(before).then(() => this.#onePass(signal)) : this.#onePass(signal);
  }

  /** Never rejects. */
  async #onePass(signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    if (isOver()) return;
    let end: () => void;
    try {
      const pass = await this.#options.run(signal);
      end = () => this.#ended(pass);
    } catch (error) {
      end = () => this.#failed(error);
    }
    // Otherwise a newer run has begun, whose first pass waits for the end of this one.
    if (this.#abort.signal === signal) this.#pass = undefined;
    if (!isOver()) end();
  }

  #ended(pass: Pass): void {
    if (pass === 'made') this.#succeeded();
    else if (pass === 'not-ours') this.#showWaiting(this.#failure);
    else this.#paused(pass.pausedUntil);
  }

  #succeeded(): void {
    this.#refusals = 0;
    this.#refusedUntil = 0;
    this.#failures = 0;
    this.#failure = undefined;
    if (this.#again) this.#run();
    else this.#showWaiting();
  }

  #showWaiting(failure?: Failure): void {
    // ±10 %, so that many connections do not poll in step.
    const waitMs = Math.round(this.#options.intervalMs * (0.9 + 0.2 * this.#random()));
    const retryAt = this.#runAfter(waitMs);
    this.#show(failure ? { ...failure, retryAt } : { name: 'waiting', retryAt });
  }

  /** A refused login is still shown during a pause, because only the user can put it right. */
  #paused(until: number): void {
    const { clock } = this.#options;
    const failure = this.#failure;
    const retryAt = this.#runAfter(leftUntil(clock, until));
    this.#show(
      failure?.name === 'auth-failed' ? { ...failure, retryAt } : { name: 'failing', reason: 'rate-limited', retryAt },
    );
  }

  #failed(error: unknown): void {
    if (error instanceof AuthError) {
      this.#refusedFor(authProbeMs(this.#refusals + 1));
      return;
    }
    const waitMs = error instanceof RateLimitedError ? error.retryAfterMs : this.#nextWaitMs();
    this.#fail({ name: 'failing', reason: reasonOf(error), retryAt: this.#runAfter(waitMs) });
  }

  #refusedFor(waitMs: number): void {
    this.#refusals += 1;
    this.#refusedUntil = this.#runAfter(waitMs);
    this.#fail({ name: 'auth-failed', reason: 'auth', retryAt: this.#refusedUntil });
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#show(failure);
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
      // A listener that throws must not end the polling.
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
