/** How often something took how long, in seconds, for as long as the process lives. */
export class Histogram {
  static readonly BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
  /** By bound, and above the last one. */
  readonly #counts = new Array<number>(Histogram.BOUNDS.length + 1).fill(0);
  #sum = 0;

  observe(seconds: number): void {
    const index = Histogram.BOUNDS.findIndex((bound) => seconds <= bound);
    const place = index < 0 ? Histogram.BOUNDS.length : index;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Those up to each bound, as Prometheus counts them; the last is all. */
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
