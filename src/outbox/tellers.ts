import { fromNow, waitUntil, type Clock } from '../domain/clock';
import type { Teller } from '../domain/job';
import type { Sharing } from '../store/sharing';

/** Longer than it takes until all others have heard of one that has joined. */
const HEARD_MS = 10_000;

/** Which claims of others to tell the end of a job still hold. One that nobody has heard of here may have just joined. */
export class Tellers {
  /** Processes that were here, or are surely nobody's that is. */
  readonly #known = new Set<string>();
  /** Until when the others may be processes that have just joined: steady ms. */
  readonly #strangers = new Map<string, number>();

  constructor(
    private readonly sharing: Sharing,
    private readonly clock: Clock,
  ) {}

  /** Takes note of who is here: when one of those ends, its claims are free at once. */
  look(): void {
    for (const { process } of this.sharing.others) this.#know(process);
    const now = this.clock.now();
    for (const [process, until] of this.#strangers) if (now >= until) this.#know(process);
  }

  mayTell({ instance, process }: Teller): boolean {
    if (this.sharing.runs(process)) return true;
    this.look();
    // Its name is ours: it is an earlier process of this instance.
    if (this.#known.has(process) || instance === this.sharing.instance) return false;
    if (!this.#strangers.has(process)) this.#strangers.set(process, fromNow(this.clock, HEARD_MS));
    return true;
  }

  /** So long until the next claim is free, if nothing is heard of its process; undefined: there is none. */
  get againInMs(): number | undefined {
    if (this.#strangers.size === 0) return undefined;
    return waitUntil(this.clock, Math.min(...this.#strangers.values()));
  }

  #know(process: string): void {
    this.#known.add(process);
    this.#strangers.delete(process);
  }
}
