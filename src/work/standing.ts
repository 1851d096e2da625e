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

/** Pause between requests to send that surely were not taken. */
const DOWN = [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, MINUTE];
/**
 * After so many requests to send in a row without an answer, though other requests get one: where the provider itself can
 * tell what became of them, and where a person has to decide about each.
 */
const SILENT = {
  settled: [5 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  open: [10 * SECOND, 60 * MINUTE],
};
/** A login that is refused again and again gets locked. */
const HELD_MS = 15 * MINUTE;
/** No pause is longer: docs/contract.md#webhooks. */
const LONGEST_MS = 60 * MINUTE;
/** For what concerns single items; the poll's probe notices sooner when it works again. */
const REFUSED_MS = 30 * MINUTE;

type Kind = Order['kind'];

/** `no-answer`: requests to send in a row got none, though the provider answers others. */
export type HoldReason = 'auth' | 'no-credit' | 'no-answer';

/** Why nothing is sent until the user has mended it, or the next attempt gets through. */
export interface Hold {
  reason: HoldReason;
  /** When the next attempt is due. */
  until: number;
  /** Jobs of the other kind go on. */
  only?: Kind;
}

export interface StandingOptions {
  clock: Clock;
  /** Can the provider tell whether a request without an answer arrived? */
  canTell: (kind: Kind) => boolean;
  /** A request to send has failed: whoever asks regularly should look now. */
  onDoubt?: () => void;
  /** It may be asked again. */
  onBetter?: () => void;
  /** It has answered a request to send. */
  onAnswer?: () => void;
}

/**
 * Our standing with one provider: may it be asked now, and for what. The one memory of what it last said, or failed to
 * say; whoever gets through opens it for all.
 */
export class Standing {
  readonly #options: StandingOptions;
  /** The poll fails: its own next attempt is the one probe. */
  #isDown = false;
  #isLoginRefused = false;
  /** Something harmless has got through since a request to send failed, or since the start. */
  #isProven = false;
  #failures = 0;
  #pausedUntil = 0;
  #silences = 0;
  #silentUntil = 0;
  /** Asked for by the provider: neither a deploy nor a success ends it. */
  #askedUntil = 0;
  #itemsUntil = 0;
  #held: Hold | undefined;
  #episode = 0;

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  /** How long, as this clock lets it pass, until a request to send may go: 0 = now, Infinity = once the poll got through. */
  sendWaitMs(kind: Kind): number {
    if (this.#isDown) return Infinity;
    const held = this.#holdOf(kind)?.until ?? 0;
    return this.#until(Math.max(this.#pausedUntil, this.#silentUntil, this.#askedUntil, held));
  }

  /** How long until an item may be asked for. */
  get itemWaitMs(): number {
    return this.#until(Math.max(this.#itemsUntil, this.#askedUntil));
  }

  /** Ask something harmless before the next request to send. */
  get needsProof(): boolean {
    return !this.#isProven;
  }

  /** The next request to send is a probe, one at a time: so what waits leaves in order once it gets through. */
  isProbing(kind: Kind): boolean {
    return !this.#isProven || this.#failures > 0 || this.#silences > 0 || this.#holdOf(kind) !== undefined;
  }

  get held(): Hold | undefined {
    if (this.#held) return this.#held;
    if (this.#silences < 2 || this.#until(this.#silentUntil) === 0) return undefined;
    return { reason: 'no-answer', until: this.#silentUntil };
  }

  /** Until then the provider has asked us to wait. */
  get askedUntil(): number {
    return this.#askedUntil;
  }

  /** The provider asks us to wait for so long. */
  askedPause(ms: number): void {
    this.askedPauseUntil(this.#options.clock.now() + ms);
  }

  /** Another instance was asked so, whose place we take. */
  askedPauseUntil(at: number): void {
    this.#askedUntil = Math.max(this.#askedUntil, at);
    this.#isProven = false;
  }

  /** Another instance, whose place we take, was refused with our login: the poll's own next attempt is the one probe. */
  refused(until: number): void {
    this.#isLoginRefused = true;
    this.#isDown = true;
    this.#itemsUntil = Math.max(this.#itemsUntil, until);
    this.#isProven = false;
  }

  /** A pass of the poll got through. */
  heard(): void {
    this.#itemsUntil = 0;
    if (this.#isLoginRefused && this.#held?.reason === 'auth') this.#held = undefined;
    this.#isLoginRefused = false;
    if (this.#isDown) this.#resume();
    this.#isDown = false;
    this.#options.onBetter?.();
  }

  /** A pass of the poll failed with this. */
  missed(error: unknown): void {
    if (error instanceof RateLimitedError) this.askedPause(this.#scaled(error.retryAfterMs));
    if (error instanceof AuthError) this.#isLoginRefused = true;
    if (error instanceof ProviderUnavailableError) this.#isDown = true;
    this.#isProven = false;
  }

  /** Something harmless got through, asked for before a request to send. */
  proven(): void {
    this.#isProven = true;
  }

  /** It failed with this. False: it was an answer all the same, so the provider is there. */
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

  /** To be given back to `sent`. */
  get episode(): number {
    return this.#episode;
  }

  /** What came of a request to send. `episode`: as it was when the request began. */
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
        // One that was on its way when another failed says no more than that.
        if (episode === this.#episode) this.#silence(kind);
        return;
      case 'accepted':
      case 'refused':
        if (this.#holdOf(kind)) this.#held = undefined;
        this.#options.onAnswer?.();
        this.arrived();
    }
  }

  /** A request to send is known to have been answered, or to have arrived. */
  arrived(): void {
    this.#silences = 0;
    this.#silentUntil = 0;
    this.#resume();
    this.#options.onBetter?.();
  }

  /** Somebody has deployed and may have mended what was wrong. */
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

  /** A store that could not be opened at first sets the time that it keeps, which may be another by days. */
  #until(at: number): number {
    return Math.min(Math.max(at - this.#options.clock.now(), 0), this.#scaled(LONGEST_MS));
  }
}

function nth(pauses: readonly number[], index: number): number {
  return pauses[Math.min(index, pauses.length - 1)] ?? 0;
}
