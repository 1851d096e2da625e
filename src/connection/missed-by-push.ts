import type { Clock } from '../domain/clock';

/** The push of an event may come this much later than the poll that found it. */
const GRACE_MS = 30_000;
const RECONNECT_AT_MOST_EVERY_MS = 5 * 60_000;

/**
 * Detects a push socket that answers pings but brings no events: only the poll finds them, although the socket is live.
 * Users of other clients have had such sockets for days.
 */
export class MissedByPush {
  readonly #clock: Clock;
  readonly #foundByPoll = new Map<string, number>();
  #isCaughtUp = false;
  #reconnectedAt = -Infinity;
  #missed = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A socket has come up: it is not expected to bring what was at the provider before that. */
  connected(): void {
    this.#isCaughtUp = false;
  }

  /** Another instance has the socket and the poll. */
  standBy(): void {
    this.#isCaughtUp = false;
    this.#foundByPoll.clear();
  }

  /** A whole poll has been made since the socket came up: from now on the socket should bring everything. */
  caughtUp(): void {
    this.#isCaughtUp = true;
  }

  foundByPoll(key: string): void {
    if (this.#isCaughtUp) this.#foundByPoll.set(key, this.#clock.now());
  }

  broughtByPush(key: string): void {
    this.#foundByPoll.delete(key);
  }

  /** To be asked before each poll: true if the socket should be reopened. */
  shouldReconnect(): boolean {
    const now = this.#clock.now();
    const overdue = [...this.#foundByPoll].filter(([, at]) => now - at >= this.#clock.scaled(GRACE_MS));
    for (const [key] of overdue) this.#foundByPoll.delete(key);
    this.#missed += overdue.length;
    if (overdue.length === 0) return false;
    if (now - this.#reconnectedAt < this.#clock.scaled(RECONNECT_AT_MOST_EVERY_MS)) return false;
    this.#reconnectedAt = now;
    return true;
  }

  /** How many events the socket has failed to bring since the connection started. */
  get missed(): number {
    return this.#missed;
  }
}
