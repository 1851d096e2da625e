/** Counts durations in seconds by buckets, since the start of the process. */
export class Histogram {
  static readonly BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
  /** One count for each bound, and one for durations above the last bound. */
  readonly #counts = new Array<number>(Histogram.BOUNDS.length + 1).fill(0);
  #sum = 0;

  observe(seconds: number): void {
    const index = Histogram.BOUNDS.findIndex((bound) => seconds <= bound);
    const place = index < 0 ? Histogram.BOUNDS.length : index;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Cumulative, as Prometheus counts: the number up to each bound; the last is the number of all. */
  get upTo(): { bound: number; count: number }[] {
    let count = 0;
    return this.#counts.map((own, index) => {
      count += own;
      return { bound: Histogram.BOUNDS[index] ?? Infinity, count };
    });
  }

  get count(): number {
    return this.#counts.reduce((sum, own) => sum + own, 0);
  }

  get sum(): number {
    return this.#sum;
  }
}
