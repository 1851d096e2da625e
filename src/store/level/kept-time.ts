import type { SteadyTime } from '../../domain/steady-time';
import { keyOf } from '../path';
import type { Entry, Reader } from '../steps/reader';

export const TIME_KEY = keyOf('meta', 'time');

/** How old the stored mark may become: the next process only continues from it. */
const MARK_EVERY_MS = 10_000;

/** Stores the store's time along with other writes. */
export class KeptTime {
  readonly #time: SteadyTime;
  #markedAt = -Infinity;

  constructor(time: SteadyTime) {
    this.#time = time;
  }

  /** Continues from the mark of an earlier process. */
  async resume(db: Reader): Promise<void> {
    this.#time.resume(parse(await db.get(TIME_KEY)));
  }

  /** Entries to write with the current batch. */
  due(): Entry[] {
    if (this.#time.now() - this.#markedAt < MARK_EVERY_MS) return [];
    return [this.mark()];
  }

  mark(): Entry {
    const mark = this.#time.mark();
    this.#markedAt = mark.now;
    return [TIME_KEY, JSON.stringify(mark)];
  }
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
