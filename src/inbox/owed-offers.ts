/**
 * Offers of this process that did not get through as they should, and are made again without their lease running out.
 * In memory only: after a crash the store gives back every lease of this Node-RED.
 */
export class OwedOffers {
  /** Their node went away while they were open. */
  readonly #cutShort = new Set<string>();
  /** Claimed, and not handed over yet. */
  readonly #unsent = new Set<string>();
  /** Claimed, and their document could not be read: when to try again. */
  readonly #unreadable = new Map<string, number>();

  claimed(key: string): void {
    this.#unsent.add(key);
  }

  handedOver(key: string): void {
    this.#unsent.delete(key);
  }

  cutShort(key: string): void {
    this.#cutShort.add(key);
  }

  unreadable(key: string, retryAt: number): void {
    this.#unsent.delete(key);
    this.#unreadable.set(key, retryAt);
  }

  forget(key: string): void {
    this.#cutShort.delete(key);
    this.#unsent.delete(key);
    this.#unreadable.delete(key);
  }

  /** What is to be made again now. */
  due(now: number): string[] {
    const readable = [...this.#unreadable].filter(([, retryAt]) => retryAt <= now).map(([key]) => key);
    return [...this.#cutShort, ...this.#unsent, ...readable];
  }

  /** When `due` will have more, Infinity if never. */
  get nextAt(): number {
    return Math.min(Infinity, ...this.#unreadable.values());
  }
}
