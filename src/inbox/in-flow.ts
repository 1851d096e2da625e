/**
 * The offers that are in this process's flow: how many, with how many bytes of documents, at which nodes, and which of
 * them have failed to reach or keep their node. Those are made again before their lease runs out. This is in memory
 * only: after a crash the leases in the store are what is known.
 */
export class InFlow {
  /** docs/contract.md#receiving: the most offers, and bytes of documents, in a connection's flow at once. */
  static readonly MAX_OFFERS = 1_000;
  static readonly MAX_BYTES = 64 * 1024 * 1024;

  readonly #offers = new Map<string, { bytes: number; nodes: string[] }>();
  #bytes = 0;
  /** Keys of offers whose node has been removed. */
  readonly #cutShort = new Set<string>();
  /** Keys of offers that have been claimed and not handed over yet. */
  readonly #unsent = new Set<string>();
  /** Keys of claimed offers whose document could not be read, with the steady time to try again. */
  readonly #unreadable = new Map<string, number>();

  /** A document larger than `MAX_BYTES` has room only if no other one is in the flow. */
  hasRoomFor(bytes: number): boolean {
    if (this.#offers.size >= InFlow.MAX_OFFERS) return false;
    return bytes === 0 || this.#bytes === 0 || this.#bytes + bytes <= InFlow.MAX_BYTES;
  }

  /** Reserves room for an offer that is about to be claimed. */
  add(key: string, bytes: number, nodes: string[]): void {
    this.#take(key);
    this.#offers.set(key, { bytes, nodes });
    this.#bytes += bytes;
  }

  /** The offer has a lease now, or may have one if the claim failed; no node has received it yet. */
  claimed(key: string): void {
    this.#unsent.add(key);
  }

  /** Corrects an offer's size and nodes at its hand-over: conversion changes the size, a deploy the nodes. */
  weigh(key: string, bytes: number, nodes: string[]): void {
    if (!this.has(key)) return;
    this.add(key, bytes, nodes);
    // A node that was removed before the hand-over has received nothing.
    this.#cutShort.delete(key);
  }

  handedOver(key: string): void {
    this.#unsent.delete(key);
  }

  unreadable(key: string, retryAt: number): void {
    this.#unsent.delete(key);
    this.#unreadable.set(key, retryAt);
  }

  /** This node has been removed: its offers go to other nodes, or to the one that a deploy puts in its place. */
  cutShort(node: string): void {
    for (const key of this.of(node)) this.#cutShort.add(key);
  }

  /** True if the offer was in the flow. */
  remove(key: string): boolean {
    this.#cutShort.delete(key);
    this.#unsent.delete(key);
    this.#unreadable.delete(key);
    return this.#take(key);
  }

  has(key: string): boolean {
    return this.#offers.has(key);
  }

  /** The keys of all offers that went to this node, and possibly to others as well. */
  of(node: string): string[] {
    return [...this.#offers].filter(([, { nodes }]) => nodes.includes(node)).map(([key]) => key);
  }

  get keys(): string[] {
    return [...this.#offers.keys()];
  }

  /** True if a node has received it. */
  isHandedOver(key: string): boolean {
    return this.has(key) && !this.#unsent.has(key) && !this.#unreadable.has(key);
  }

  get size(): number {
    return this.#offers.size;
  }

  /** Keys of offers that have to be made again now, although their lease has not run out. `now` in steady ms. */
  owed(now: number): string[] {
    const readable = [...this.#unreadable].filter(([, retryAt]) => retryAt <= now).map(([key]) => key);
    return [...this.#cutShort, ...this.#unsent, ...readable];
  }

  /** When the next unreadable document is due to be tried again, in steady ms; Infinity if there is none. */
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
