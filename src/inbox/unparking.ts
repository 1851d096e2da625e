import type { Scope } from '../domain/event-key';
import type { EventHead } from '../store/event-row';
import type { Store } from '../store/store';

/**
 * Looks through the events that no node wanted, after every change of the nodes and every deploy: a page at a time, so
 * that new offers do not wait until a long backlog has been looked through.
 */
export class Unparking {
  /** An object of its own for each walk, so that one that was overtaken by a change is told from the new one. */
  #walk: { after: number } | undefined = { after: 0 };

  constructor(
    private readonly store: Store,
    private readonly scope: Scope,
    private readonly wants: (head: EventHead) => boolean,
  ) {}

  restart(): void {
    this.#walk = { after: 0 };
  }

  get isDone(): boolean {
    return this.#walk === undefined;
  }

  /** One page. Rejects with `StoreError`; then the same page is next. */
  async step(): Promise<void> {
    const walk = this.#walk;
    if (!walk) return;
    const after = await this.store.unpark(this.scope, this.wants, walk.after);
    if (this.#walk === walk) this.#walk = after === undefined ? undefined : { after };
  }
}
