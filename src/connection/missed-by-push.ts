import type { Clock } from '../domain/clock';

/** A push may be slower than the poll that found the same event. */
const GRACE_MS = 30_000;
const RECONNECT_AT_MOST_EVERY_MS = 5 * 60_000;

/**
 * Notices a socket that answers pings and brings no events: events that only the poll found although the socket was
 * live. Users of other clients had such sockets for days.
 */
export class MissedByPush {
  readonly #foundByPoll = new Map<string, number>();
  #isCaughtUp = false;
  #reconnectedAt = -Infinity;
  #missed = 0;

  constructor(private readonly clock: Clock) {}

  /** A socket has come up: what lay at the provider before that is the poll's to bring. */
  connected(): void {
    this.#isCaughtUp = false;
  }

  /** Another instance has the socket and the poll. */
  standBy(): void {
    this.#isCaughtUp = false;
    this.#foundByPoll.clear();
  }

  /** A whole pass has been made since. */
  caughtUp(): void {
    this.#isCaughtUp = true;
  }

  foundByPoll(key: string): void {
    if (this.#isCaughtUp) this.#foundByPoll.set(key, this.clock.now());
  }

  broughtByPush(key: string): void {
    this.#foundByPoll.delete(key);
  }

  /** Asked before each poll: is it time to open the socket anew? */
  shouldReconnect(): boolean {
    const now = this.clock.now();
    const overdue = [...this.#foundByPoll].filter(([, at]) => now - at >= this.clock.scaled(GRACE_MS));
    for (const [key] of overdue) this.#foundByPoll.delete(key);
    this.#missed += overdue.length;
    if (overdue.length === 0) return false;
    if (now - this.#reconnectedAt < this.clock.scaled(RECONNECT_AT_MOST_EVERY_MS)) return false;
    this.#reconnectedAt = now;
    return true;
  }

  /** Events that the socket should have brought, since the connection started. */
  get missed(): number {
    return this.#missed;
  }
}
