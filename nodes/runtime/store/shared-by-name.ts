/** What was opened, and how it is closed. */
export interface Opened<T> {
  value: T;
  close: () => Promise<void>;
}

/** One user's hold on what others may hold, too. */
export interface Hold<T> {
  value: T;
  /** The last one to let go closes it. Twice is harmless. */
  release: () => Promise<void>;
}

interface Shared<T> {
  opened: Promise<Opened<T>>;
  holders: number;
}

/** What may be open once only: opened for the first who asks, closed with the last, and not opened anew before that. */
export class SharedByName<T> {
  readonly #open = new Map<string, Shared<T>>();
  readonly #closing = new Map<string, Promise<void>>();

  /** Rejects like `open`; whoever comes after that tries it anew. */
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
