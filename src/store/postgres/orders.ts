import { NotRead } from '../steps/take-step';
import { ORDERS_A_BLOCK } from './schema';

/** Older ones are not given any more: what came by another instance meanwhile would stand behind them. */
const FRESH_MS = 100;

/** Places in order of arrival, which come with the answer to each batch: unique among all that share the rows. */
export class Orders {
  #next = 0;
  #end = 0;
  #since = -Infinity;

  constructor(
    private readonly fetch: () => Promise<number>,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Throws `NotRead` where there is none at hand. */
  take(): number {
    if (this.#next >= this.#end || this.monotonic() - this.#since > FRESH_MS) {
      throw new NotRead(async () => this.begin(await this.fetch()));
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** The database may have come back as it was before. */
  forget(): void {
    this.#end = 0;
  }

  /** Goes on with this block, if it is a later one. */
  begin(first: number): void {
    if (first < this.#next) return;
    this.#next = first;
    this.#end = first + ORDERS_A_BLOCK;
    this.#since = this.monotonic();
  }
}
