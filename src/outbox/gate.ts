import type { Clock } from '../domain/clock';
import type { Order } from '../domain/job';
import type { SendResult } from '../providers/provider';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** While all channels are taken: reference/fax.md section 2.1, `congestion`. */
const NO_CHANNEL = [30 * SECOND, 2 * MINUTE, 10 * MINUTE];
const DOWN = [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, MINUTE] as const;
/** A login that is refused again and again gets locked. */
const PROBE_MS = 15 * MINUTE;

export type HoldReason = 'auth' | 'no-credit';

export interface Hold {
  reason: HoldReason;
  /** When the next probe is due. */
  until: number;
  /** Jobs of the other kind go on. */
  only?: Kind;
}

type Kind = Order['kind'];

/** Whether requests may go out now: shut while the provider is down, refuses us, or has no channel. */
export class Gate {
  #downUntil = 0;
  /** By the provider's own word, which a deploy does not end. */
  #askedUntil = 0;
  #downs = 0;
  #noChannelUntil = 0;
  #noChannels = 0;
  #held: Hold | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Why nothing is sent until the user has mended it, or the next probe gets through. */
  get held(): Hold | undefined {
    return this.#held;
  }

  /** Not after now = open. While a probe is due, one request may go. */
  opensAt(kind: Kind): number {
    return Math.max(
      this.#downUntil,
      this.#askedUntil,
      this.#holdOf(kind)?.until ?? 0,
      kind === 'fax' ? this.#noChannelUntil : 0,
    );
  }

  /** After a failure the next request is a probe, one at a time: so what waits leaves in order once it gets through. */
  isProbing(kind: Kind): boolean {
    return this.#holdOf(kind) !== undefined || this.#downs > 0;
  }

  /** `kind`: of the job that was sent. */
  note(result: SendResult, kind: Kind): void {
    switch (result.outcome) {
      case 'held': {
        const { reason, only } = result;
        this.#held = { reason, until: this.#from(PROBE_MS), ...(only && { only }) };
        return;
      }
      case 'not-now':
        if (result.reason === 'busy') this.noChannel();
        else if (result.retryAfterMs === undefined) this.#down(DOWN[Math.min(this.#downs, DOWN.length - 1)] ?? 0);
        else this.askedPause(this.#from(result.retryAfterMs));
        return;
      case 'unknown':
        // One lost answer is no outage: a moment's rest, and no probing.
        this.#downUntil = Math.max(this.#downUntil, this.#from(DOWN[0]));
        return;
      case 'accepted':
      case 'refused':
        this.#works(kind);
        this.#noChannels = 0;
    }
  }

  noChannel(): void {
    const pause = NO_CHANNEL[Math.min(this.#noChannels, NO_CHANNEL.length - 1)] ?? 0;
    this.#noChannels += 1;
    this.#noChannelUntil = this.#from(pause * (1 + this.random() / 10));
  }

  /** The provider wants nothing from us until then. */
  askedPause(until: number): void {
    this.#downs += 1;
    this.#askedUntil = until;
  }

  get askedUntil(): number {
    return this.#askedUntil;
  }

  /** A call of ours has ended: its channel is free. */
  channelFreed(): void {
    this.#noChannelUntil = 0;
  }

  /** Somebody has deployed and may have mended what was wrong. */
  reopen(): void {
    this.#held = undefined;
    this.#downUntil = 0;
    this.#downs = 0;
  }

  #works(kind: Kind): void {
    if (this.#holdOf(kind)) this.#held = undefined;
    this.#downUntil = 0;
    this.#askedUntil = 0;
    this.#downs = 0;
  }

  #holdOf(kind: Kind): Hold | undefined {
    return this.#held?.only === undefined || this.#held.only === kind ? this.#held : undefined;
  }

  #down(pauseMs: number): void {
    this.#downs += 1;
    this.#downUntil = this.#from(pauseMs);
  }

  #from(ms: number): number {
    return this.clock.now() + this.clock.scaled(ms);
  }
}
