import type { SteadyTime } from '../../domain/steady-time';
import { keyOf } from '../path';
import type { Entry, Reader } from '../steps/reader';

export const TIME_KEY = keyOf('meta', 'time');

/** A mark that is younger than this is good enough: it is only what the next process goes on from. */
const MARK_EVERY_MS = 10_000;

/** Keeps where the store's time stands, with the writes that are made anyway. */
export class KeptTime {
  #markedAt = -Infinity;

  constructor(private readonly time: SteadyTime) {}

  /** Goes on from where an earlier process stood. */
  async resume(db: Reader): Promise<void> {
    this.time.resume(parse(await db.get(TIME_KEY)));
  }

  /** What a batch should write, too. */
  due(): Entry[] {
    if (this.time.now() - this.#markedAt < MARK_EVERY_MS) return [];
    return [this.mark()];
  }

  mark(): Entry {
    const mark = this.time.mark();
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
