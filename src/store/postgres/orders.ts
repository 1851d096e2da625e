import { NotRead } from '../steps/take-step';
import { ORDERS_A_BLOCK } from './schema';

/** Older places are not used: they would put an event before what other instances have accepted meanwhile. */
const FRESH_MS = 100;

/** Places in order of arrival, unique among all instances. A block of them comes with the answer to each batch. */
export class Orders {
  readonly #fetch: () => Promise<number>;
  readonly #monotonic: () => number;
  #next = 0;
  #end = 0;
  #since = -Infinity;

  constructor(fetch: () => Promise<number>, monotonic: () => number = () => performance.now()) {
    this.#fetch = fetch;
    this.#monotonic = monotonic;
  }

  /** Throws `NotRead` if there is none at hand; `watch` then gets the promise of the next block. */
  take(watch: <T>(fetching: Promise<T>) => Promise<T>): number {
    if (this.#next >= this.#end || this.#monotonic() - this.#since > FRESH_MS) {
      throw new NotRead(async () => this.begin(await watch(this.#fetch())));
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** For a database that may have been restored to an earlier state. */
  forget(): void {
    this.#end = 0;
  }

  /** Continues with this block, if it is a later one. */
  begin(first: number): void {
    if (first < this.#next) return;
    this.#next = first;
    this.#end = first + ORDERS_A_BLOCK;
    this.#since = this.#monotonic();
  }
}
