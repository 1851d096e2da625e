import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../domain/errors';
import type { Order } from '../domain/job';
import type { SendResult } from '../domain/send-result';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses after requests to send that certainly were not taken. */
const DOWN = [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, MINUTE];
/**
 * Pauses after the nth request to send in a row without an answer, though other requests get one. `settled`: the
 * provider itself can tell what became of them; `open`: a person has to decide about each.
 */
const SILENT = {
  settled: [5 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  open: [10 * SECOND, 60 * MINUTE],
};
/** After so many of these pauses in a row, though the poll succeeds, they are shown: sending alone does not work. */
const TELLING = 4;
/** A login that is refused again and again gets locked. */
const HELD_MS = 15 * MINUTE;
/** No pause is longer: docs/contract.md#webhooks. */
const LONGEST_MS = 60 * MINUTE;
/** For requests about single items; the poll notices sooner when the login works again. */
const REFUSED_MS = 30 * MINUTE;

type Kind = Order['kind'];

/**
 * `no-answer`: several requests to send, or the harmless ones before them, in a row got no answer or only an error,
 * though the provider answers others.
 */
export type HoldReason = 'auth' | 'no-credit' | 'no-answer';

/** Why nothing is sent until the user has fixed it, or the next attempt succeeds. */
export interface Hold {
  reason: HoldReason;
  /** When the next attempt is due. */
  until: number;
  /** Set if only jobs of this kind are on hold. */
  only?: Kind;
}

export interface StandingOptions {
  clock: Clock;
  /** Whether the provider can tell if a request without an answer arrived. */
  canTell: (kind: Kind) => boolean;
  /** A request to send has failed, so the poll should look now. */
  onDoubt?: () => void;
  /** The provider may be asked again. */
  onBetter?: () => void;
  /** The provider has answered a request to send. */
  onAnswer?: () => void;
}

/**
 * Our standing with one provider: whether it may be asked now, and for what. The only place that remembers what it last
 * said, or failed to say; one success opens it for all.
 */
export class Standing {
  readonly #options: StandingOptions;
  /** The poll fails: its next pass is the only probe. */
  #isDown = false;
  #isLoginRefused = false;
  /** A harmless request has succeeded since a request to send failed, or since the start. */
  #isProven = false;
  #failures = 0;
  #pausedUntil = 0;
  #silences = 0;
  #silentUntil = 0;
  /** The provider asked for this pause: neither a deploy nor a success ends it. */
  #askedUntil = 0;
  #itemsUntil = 0;
  #held: Hold | undefined;
  #episode = 0;

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  /** Ms of this clock until a request to send may go: 0 = now, Infinity = once the poll succeeds. */
  sendWaitMs(kind: Kind): number {
    if (this.#isDown) return Infinity;
    const held = this.#holdOf(kind)?.until ?? 0;
    return this.#until(Math.max(this.#pausedUntil, this.#silentUntil, this.#askedUntil, held));
  }

  /** Ms of this clock until a single item may be asked for. */
  get itemWaitMs(): number {
    return this.#until(Math.max(this.#itemsUntil, this.#askedUntil));
  }

  /** Whether a harmless request must succeed before the next request to send. */
  get needsProof(): boolean {
    return !this.#isProven;
  }

  /**
   * Whether the next request to send is a probe. Probes go one at a time, so
   * that the waiting jobs leave in order once one succeeds.
   */
  isProbing(kind: Kind): boolean {
    return !this.#isProven || this.#failures > 0 || this.#silences > 0 || this.#holdOf(kind) !== undefined;
  }

  get held(): Hold | undefined {
    if (this.#held) return this.#held;
    if (this.#failures >= TELLING && !this.#isDown) return { reason: 'no-answer', until: this.#pausedUntil };
    if (this.#silences < 2 || this.#until(this.#silentUntil) === 0) return undefined;
    return { reason: 'no-answer', until: this.#silentUntil };
  }

  /** Until when the provider has asked us to wait. */
  get askedUntil(): number {
    return this.#askedUntil;
  }

  /** The provider asks us to wait for so many ms of this clock. */
  askedPause(ms: number): void {
    this.askedPauseUntil(this.#options.clock.now() + ms);
  }

  /** The same was asked of another instance, from which we take over. */
  askedPauseUntil(at: number): void {
    this.#askedUntil = Math.max(this.#askedUntil, at);
    this.#isProven = false;
  }

  /** The instance from which we take over was refused with our login: the next pass of the poll is the only probe. */
  refused(until: number): void {
    this.#isLoginRefused = true;
    this.#isDown = true;
    this.#itemsUntil = Math.max(this.#itemsUntil, until);
    this.#isProven = false;
  }

  /** A pass of the poll succeeded. */
  pollSucceeded(): void {
    this.#itemsUntil = 0;
    if (this.#isLoginRefused && this.#held?.reason === 'auth') this.#held = undefined;
    this.#isLoginRefused = false;
    if (this.#isDown) this.#resume();
    this.#isDown = false;
    this.#options.onBetter?.();
  }

  /** A pass of the poll failed with this. */
  pollFailed(error: unknown): void {
    // One item that the provider fails at must not stop all that is sent.
    if (error instanceof ProviderUnavailableError && error.detail.ofOneItem) {
      this.pollSucceeded();
      return;
    }
    if (error instanceof RateLimitedError) this.askedPause(this.#scaled(error.retryAfterMs));
    if (error instanceof AuthError) this.#isLoginRefused = true;
    if (error instanceof ProviderUnavailableError) this.#isDown = true;
    this.#isProven = false;
  }

  /** The harmless request before a request to send succeeded. */
  proven(): void {
    this.#isProven = true;
  }

  /** It failed with this error. False: the error is an answer all the same, so the provider is reachable. */
  unproven(error: unknown): boolean {
    if (error instanceof ProviderRefusedError || error instanceof ItemGoneError) return false;
    if (error instanceof AuthError) this.#hold('auth');
    else if (error instanceof RateLimitedError) this.askedPause(this.#scaled(error.retryAfterMs));
    else this.#fail();
    return true;
  }

  /** A request for a single item failed with this. */
  itemMet(error: unknown): void {
    if (error instanceof RateLimitedError) this.askedPause(this.#scaled(error.retryAfterMs));
    if (error instanceof AuthError) this.#itemsUntil = this.#from(REFUSED_MS);
  }

  /** To be passed to `sent`. */
  get episode(): number {
    return this.#episode;
  }

  /** The result of a request to send. `episode`: its value when the request began. */
  sent(result: SendResult, { kind, episode }: { kind: Kind; episode: number }): void {
    switch (result.outcome) {
      case 'held':
        this.#hold(result.reason, result.only);
        return;
      case 'not-now':
        if (result.reason === 'busy') return;
        if (result.retryAfterMs === undefined) this.#fail();
        else this.askedPause(this.#scaled(result.retryAfterMs));
        return;
      case 'unknown':
        this.#doubt();
        // A request that was under way while another failed is no further evidence.
        if (episode === this.#episode) this.#silence(kind);
        return;
      case 'accepted':
      case 'refused':
        if (this.#holdOf(kind)) this.#held = undefined;
        this.#options.onAnswer?.();
        this.arrived();
    }
  }

  /** A request to send was answered, or has turned out to have arrived. */
  arrived(): void {
    this.#silences = 0;
    this.#silentUntil = 0;
    this.#resume();
    this.#options.onBetter?.();
  }

  /** Nothing waits to be sent, so no attempt could tell that sending works again. */
  idle(): void {
    this.#resume();
  }

  /** The user has deployed and may have fixed what was wrong. */
  deployed(): void {
    this.#held = undefined;
    this.#itemsUntil = 0;
    this.#silentUntil = 0;
    this.#isProven = false;
    this.#resume();
  }

  #resume(): void {
    this.#failures = 0;
    this.#pausedUntil = 0;
  }

  #hold(reason: 'auth' | 'no-credit', only?: Kind): void {
    this.#held = compact({ reason, until: this.#from(HELD_MS), only });
    this.#doubt();
  }

  #fail(): void {
    this.#pausedUntil = this.#from(nth(DOWN, this.#failures));
    this.#failures += 1;
    this.#doubt();
  }

  #silence(kind: Kind): void {
    const pauses = this.#options.canTell(kind) ? SILENT.settled : SILENT.open;
    this.#silentUntil = this.#from(nth(pauses, this.#silences));
    this.#silences += 1;
    this.#episode += 1;
  }

  #doubt(): void {
    this.#isProven = false;
    this.#options.onDoubt?.();
  }

  #holdOf(kind: Kind): Hold | undefined {
    return this.#held?.only === undefined || this.#held.only === kind ? this.#held : undefined;
  }

  #scaled(ms: number): number {
    return this.#options.clock.scaled(ms);
  }

  #from(ms: number): number {
    return this.#options.clock.now() + this.#scaled(ms);
  }

  /** Limited, because a store that opens late sets the clock to the time it keeps, which may differ by days. */
  #until(at: number): number {
    return Math.min(Math.max(at - this.#options.clock.now(), 0), this.#scaled(LONGEST_MS));
  }
}

function nth(pauses: readonly number[], index: number): number {
  return pauses[Math.min(index, pauses.length - 1)] ?? 0;
}
