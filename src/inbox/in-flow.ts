/**
 * The offers that the flow holds now: how many, how many bytes of documents, and which nodes got which.
 * In memory only; what a crash forgets here, the store's leases remember.
 */
export class InFlow {
  /** docs/contract.md#receiving: so many offers, and so many bytes of documents, are in a connection's flow at once. */
  static readonly MAX_OFFERS = 1_000;
  static readonly MAX_BYTES = 64 * 1024 * 1024;

  readonly #held = new Map<string, { bytes: number; nodes: string[] }>();
  #bytes = 0;

  /** A document larger than the whole allowance still goes, but alone. */
  hasRoomFor(bytes: number): boolean {
    if (this.#held.size >= InFlow.MAX_OFFERS) return false;
    return bytes === 0 || this.#bytes === 0 || this.#bytes + bytes <= InFlow.MAX_BYTES;
  }

  add(key: string, bytes: number, nodes: string[]): void {
    this.remove(key);
    this.#held.set(key, { bytes, nodes });
    this.#bytes += bytes;
  }

  /** What an offer turned out to hold: another format than the stored one has another size. */
  weigh(key: string, bytes: number): void {
    const held = this.#held.get(key);
    if (held) this.add(key, bytes, held.nodes);
  }

  /** True if the key was held. */
  remove(key: string): boolean {
    const held = this.#held.get(key);
    if (!held) return false;
    this.#bytes -= held.bytes;
    return this.#held.delete(key);
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  /** The offers that this node got, possibly among others. */
  of(node: string): string[] {
    return [...this.#held].filter(([, held]) => held.nodes.includes(node)).map(([key]) => key);
  }

  get size(): number {
    return this.#held.size;
  }
}
