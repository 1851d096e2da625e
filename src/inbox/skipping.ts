import type { Clock } from '../domain/clock';
import type { ClaimRequest, LookedThrough } from '../store/store';

type Queue = ClaimRequest['queue'];

interface Look extends LookedThrough {
  since: number;
  /** Something may have come before the place where the last claim began. */
  isOwed: boolean;
}

/** A look at so many heads may cost a hundredth of the time until the next one. */
const AGAIN_A_PAGE_MS = 50;
const AGAIN_AT_LAST_MS = 30_000;

/**
 * How far each queue has been looked through, past what only other instances want: a long backlog of theirs is not read
 * anew with every event. What came before that place (orders of several instances come in blocks, and what was put aside
 * comes back to its old place) is found by the next look from the start, soon where the backlog is short.
 */
export class Skipping {
  readonly #looks = new Map<Queue, Look>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Where the next claim begins. */
  from(queue: Queue): LookedThrough {
    const now = this.clock.monotonic();
    const known = this.#looks.get(queue);
    if (known && !known.isEnd) return known;
    if (known && now < known.since + soon(known)) {
      known.isOwed = true;
      return known;
    }
    const look = { pages: 0, isEnd: false, since: now, isOwed: false };
    this.#looks.set(queue, look);
    return look;
  }

  /** What is wanted has changed. */
  restart(): void {
    this.#looks.clear();
  }

  /** There is more to look through at once. */
  get goesOn(): boolean {
    return [...this.#looks.values()].some(({ isEnd }) => !isEnd);
  }

  /** So long until it is time to look from the start, Infinity where every look does. */
  get againInMs(): number {
    const skipped = [...this.#looks.values()].filter(({ pages }) => pages > 0);
    const due = skipped.map((look) => look.since + (look.isOwed ? soon(look) : AGAIN_AT_LAST_MS));
    return Math.min(Infinity, ...due) - this.clock.monotonic();
  }
}

function soon({ pages }: Look): number {
  return Math.min(pages * AGAIN_A_PAGE_MS, AGAIN_AT_LAST_MS);
}
