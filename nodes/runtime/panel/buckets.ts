/** The counts of one span of time. */
export interface Bucket {
  received: number;
  sent: number;
  failed: number;
  /** The largest number of items that waited at the same time. */
  waiting: number;
  /** A sample of the durations. */
  acceptMs: number[];
}

const SAMPLES = 64;

/** Counts of the last `count` spans of `stepMs` each, by a clock that cannot be set. Its size never changes. */
export class Buckets {
  readonly stepMs: number;
  readonly count: number;
  readonly #now: () => number;
  readonly #buckets: Bucket[];
  /** Number of the current span, counted from the clock's zero. */
  #current: number;
  #waits = 0;
  #accepted = 0;

  constructor(stepMs: number, count: number, now: () => number) {
    this.stepMs = stepMs;
    this.count = count;
    this.#now = now;
    this.#buckets = Array.from({ length: count }, () => emptyBucket(0));
    this.#current = Math.floor(now() / stepMs);
  }

  add(what: 'received' | 'sent' | 'failed'): void {
    this.#bucket()[what] += 1;
  }

  took(ms: number): void {
    const { acceptMs } = this.#bucket();
    this.#accepted += 1;
    if (acceptMs.length < SAMPLES) acceptMs.push(ms);
    else acceptMs[this.#accepted % SAMPLES] = ms;
  }

  waits(count: number): void {
    const bucket = this.#bucket();
    this.#waits = count;
    bucket.waiting = Math.max(bucket.waiting, count);
  }

  /** Oldest first; the last one is not over yet. */
  all(): Bucket[] {
    this.#bucket();
    return this.#buckets.map((_, index) => this.#at(this.#current + 1 + index));
  }

  /** The current bucket. Spans since the last call are empty, except for items that were waiting all the time. */
  #bucket(): Bucket {
    const now = Math.floor(this.#now() / this.stepMs);
    for (let skipped = Math.max(this.#current + 1, now - this.count + 1); skipped <= now; skipped++) {
      Object.assign(this.#at(skipped), emptyBucket(this.#waits));
    }
    this.#current = Math.max(this.#current, now);
    return this.#at(this.#current);
  }

  #at(span: number): Bucket {
    const bucket = this.#buckets[span % this.count];
    if (!bucket) throw new RangeError('no such span of time');
    return bucket;
  }
}

function emptyBucket(waiting: number): Bucket {
  return { received: 0, sent: 0, failed: 0, waiting, acceptMs: [] };
}
