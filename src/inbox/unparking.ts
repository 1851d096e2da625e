import type { Scope } from '../domain/event-key';
import type { EventHead } from '../store/event-row';
import type { Store } from '../store/store';

/**
 * Looks through the parked events after every change of the nodes and every deploy. A page at a time, so that new
 * offers do not wait until a long backlog has been looked through.
 */
export class Unparking {
  readonly #store: Store;
  readonly #scope: Scope;
  readonly #wants: (head: EventHead) => boolean;
  /** A new object for each walk, so that a step notices when `restart` has begun another walk meanwhile. */
  #walk: { after: number } | undefined = { after: 0 };

  constructor(store: Store, scope: Scope, wants: (head: EventHead) => boolean) {
    this.#store = store;
    this.#scope = scope;
    this.#wants = wants;
  }

  restart(): void {
    this.#walk = { after: 0 };
  }

  get isDone(): boolean {
    return this.#walk === undefined;
  }

  /** Looks at one page. Rejects with `StoreError`; the next step then takes the same page. */
  async step(): Promise<void> {
    const walk = this.#walk;
    if (!walk) return;
    const after = await this.#store.unpark(this.#scope, this.#wants, walk.after);
    if (this.#walk === walk) this.#walk = after === undefined ? undefined : { after };
  }
}
