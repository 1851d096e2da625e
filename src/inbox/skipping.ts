import type { Clock } from '../domain/clock';
import type { ClaimRequest, LookedThrough } from '../store/store';

type Queue = ClaimRequest['queue'];

interface Look extends LookedThrough {
  since: number;
  /** Events may have been added before the place where the last claim began. */
  isOwed: boolean;
}

/** Pause before the next look, for each page that this one passed over: so that looking takes about 1 % of the time. */
const AGAIN_A_PAGE_MS = 50;
const AGAIN_AT_LAST_MS = 30_000;

/**
 * How far each queue has been looked through, past events that only other instances want: a long backlog of theirs is
 * not read again for every event. Events can still be added before that place, because each instance numbers its
 * events in blocks, and unparked events return to their old place. The next look from the start finds them; the
 * shorter the backlog, the sooner it comes.
 */
export class Skipping {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #looks = new Map<Queue, Look>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Where the next claim begins. */
  from(queue: Queue): LookedThrough {
    const now = this.#clock.monotonic();
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

  /** What is wanted here or elsewhere has changed: all queues have to be looked through again. */
  restart(): void {
    this.#looks.clear();
  }

  /** True if a queue has not been looked through to its end. */
  get goesOn(): boolean {
    return [...this.#looks.values()].some(({ isEnd }) => !isEnd);
  }

  /** Time until the next look from the start is due; Infinity if nothing has been passed over. */
  get againInMs(): number {
    const skipped = [...this.#looks.values()].filter(({ pages }) => pages > 0);
    const due = skipped.map((look) => look.since + (look.isOwed ? soon(look) : AGAIN_AT_LAST_MS));
    return Math.min(Infinity, ...due) - this.#clock.monotonic();
  }
}

function soon({ pages }: Look): number {
  return Math.min(pages * AGAIN_A_PAGE_MS, AGAIN_AT_LAST_MS);
}
