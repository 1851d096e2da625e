import { fromNow, waitUntil, type Clock } from '../domain/clock';
import type { Reporter } from '../domain/job';
import type { Sharing } from '../store/sharing';

/** Longer than it takes until all instances know of one that has just started. */
const KNOWN_MS = 10_000;

/**
 * Decides which claims of other processes to report a job's end still count. An unknown process may have just started.
 */
export class Reporters {
  readonly #sharing: Sharing;
  readonly #clock: Clock;
  /** Processes that were seen before, or that have been unknown for too long: if they do not run, they have ended. */
  readonly #known = new Set<string>();
  /** Unknown processes, with the steady time until which they may have just started. */
  readonly #strangers = new Map<string, number>();

  constructor(sharing: Sharing, clock: Clock) {
    this.#sharing = sharing;
    this.#clock = clock;
  }

  /** Notes which processes run: when one of these ends, its claims are free at once. */
  look(): void {
    for (const { process } of this.#sharing.others) this.#know(process);
    const now = this.#clock.now();
    for (const [process, until] of this.#strangers) if (now >= until) this.#know(process);
  }

  mayReport({ instance, process }: Reporter): boolean {
    if (this.#sharing.runs(process)) return true;
    this.look();
    // With the name of this instance it is an earlier process of this same Node-RED.
    if (this.#known.has(process) || instance === this.#sharing.instance) return false;
    if (!this.#strangers.has(process)) this.#strangers.set(process, fromNow(this.#clock, KNOWN_MS));
    return true;
  }

  /** Time until the next claim of an unknown process is free, unless it turns up; undefined: there is none. */
  get againInMs(): number | undefined {
    if (this.#strangers.size === 0) return undefined;
    return waitUntil(this.#clock, Math.min(...this.#strangers.values()));
  }

  #know(process: string): void {
    this.#known.add(process);
    this.#strangers.delete(process);
  }
}
