/** A resource that was opened, and how to close it. */
export interface Opened<T> {
  value: T;
  close: () => Promise<void>;
}

/** One user's share of a resource that others may use, too. */
export interface Hold<T> {
  value: T;
  /** The last user that releases the resource closes it. May be called twice. */
  release: () => Promise<void>;
}

interface Shared<T> {
  opened: Promise<Opened<T>>;
  holders: number;
}

/**
 * Resources that may be open only once: opened for the first user, closed after the last, and reopened only after
 * that.
 */
export class SharedByName<T> {
  readonly #open = new Map<string, Shared<T>>();
  readonly #closing = new Map<string, Promise<void>>();

  /** Rejects with what `open` rejects with; the next call then tries again. */
  async acquire(name: string, open: () => Promise<Opened<T>>): Promise<Hold<T>> {
    const shared = this.#open.get(name) ?? { opened: this.#openAfterClose(name, open), holders: 0 };
    this.#open.set(name, shared);
    shared.holders += 1;
    try {
      const { value } = await shared.opened;
      let released: Promise<void> | undefined;
      return { value, release: () => (released ??= this.#giveBack(name, shared)) };
    } catch (error) {
      if (this.#open.get(name) === shared) this.#open.delete(name);
      throw error;
    }
  }

  async #openAfterClose(name: string, open: () => Promise<Opened<T>>): Promise<Opened<T>> {
    await this.#closing.get(name);
    return open();
  }

  async #giveBack(name: string, shared: Shared<T>): Promise<void> {
    shared.holders -= 1;
    if (shared.holders > 0) return;
    this.#open.delete(name);
    const closed = shared.opened.then(({ close }) => close());
    const over = closed.catch(() => undefined);
    this.#closing.set(name, over);
    await over;
    if (this.#closing.get(name) === over) this.#closing.delete(name);
    await closed;
  }
}
