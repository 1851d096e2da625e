/**
 * The offers that the flow holds now: how many, how many bytes of documents, which nodes got which, and which did not get
 * through as they should. Those are made again without their lease running out. In memory only: what a crash forgets here,
 * the store's leases remember.
 */
export class InFlow {
  /** docs/contract.md#receiving: so many offers, and so many bytes of documents, are in a connection's flow at once. */
  static readonly MAX_OFFERS = 1_000;
  static readonly MAX_BYTES = 64 * 1024 * 1024;

  readonly #offers = new Map<string, { bytes: number; nodes: string[] }>();
  #bytes = 0;
  /** Their node went away while they were open. */
  readonly #cutShort = new Set<string>();
  /** Claimed, and not handed over yet. */
  readonly #unsent = new Set<string>();
  /** Claimed, and their document could not be read: when to try again. */
  readonly #unreadable = new Map<string, number>();

  /** A document larger than the whole allowance still goes, but alone. */
  hasRoomFor(bytes: number): boolean {
    if (this.#offers.size >= InFlow.MAX_OFFERS) return false;
    return bytes === 0 || this.#bytes === 0 || this.#bytes + bytes <= InFlow.MAX_BYTES;
  }

  /** To be claimed. */
  add(key: string, bytes: number, nodes: string[]): void {
    this.#take(key);
    this.#offers.set(key, { bytes, nodes });
    this.#bytes += bytes;
  }

  /** Under a lease now, or perhaps: nobody has got it yet. */
  claimed(key: string): void {
    this.#unsent.add(key);
  }

  /** What an offer turned out to hold: another format than the stored one has another size. */
  weigh(key: string, bytes: number): void {
    const offer = this.#offers.get(key);
    if (offer) this.add(key, bytes, offer.nodes);
  }

  handedOver(key: string): void {
    this.#unsent.delete(key);
  }

  unreadable(key: string, retryAt: number): void {
    this.#unsent.delete(key);
    this.#unreadable.set(key, retryAt);
  }

  /** This node went away: what it got is offered to others, or to the one that takes its place. */
  cutShort(node: string): void {
    for (const key of this.of(node)) this.#cutShort.add(key);
  }

  /** True if the flow held it. */
  remove(key: string): boolean {
    this.#cutShort.delete(key);
    this.#unsent.delete(key);
    this.#unreadable.delete(key);
    return this.#take(key);
  }

  has(key: string): boolean {
    return this.#offers.has(key);
  }

  /** The offers that this node got, possibly among others. */
  of(node: string): string[] {
    return [...this.#offers].filter(([, { nodes }]) => nodes.includes(node)).map(([key]) => key);
  }

  get keys(): string[] {
    return [...this.#offers.keys()];
  }

  /** Has a node got it? */
  isHandedOver(key: string): boolean {
    return this.has(key) && !this.#unsent.has(key) && !this.#unreadable.has(key);
  }

  get size(): number {
    return this.#offers.size;
  }

  /** What is to be offered again now, though its lease has not run out. */
  owed(now: number): string[] {
    const readable = [...this.#unreadable].filter(([, retryAt]) => retryAt <= now).map(([key]) => key);
    return [...this.#cutShort, ...this.#unsent, ...readable];
  }

  /** When `owed` will have more, Infinity if never. */
  get owedAt(): number {
    return Math.min(Infinity, ...this.#unreadable.values());
  }

  #take(key: string): boolean {
    const offer = this.#offers.get(key);
    if (!offer) return false;
    this.#bytes -= offer.bytes;
    return this.#offers.delete(key);
  }
}
