import type { Store } from '../store/store';

/** One connection's part in the search for the event that crashes Node-RED. */
export interface SuspectTurn {
  /** True if its flow holds nothing but suspects that could be to blame for a crash. */
  readonly isQuiet: boolean;
  /** When `isQuiet` will be true at the latest, in steady ms. */
  readonly quietAt: number;
  /** Called when another connection has changed: it may now be this one's turn. */
  wake: () => void;
}

/**
 * All connections of one store crash together, so only one of them offers suspects at a time, and only while no other
 * event could be to blame.
 */
export class SuspectTurns {
  static readonly #byStore = new WeakMap<Store, SuspectTurns>();
  readonly #members = new Set<SuspectTurn>();
  #holder: SuspectTurn | undefined;

  static of(store: Store): SuspectTurns {
    const turns = SuspectTurns.#byStore.get(store) ?? new SuspectTurns();
    SuspectTurns.#byStore.set(store, turns);
    return turns;
  }

  join(member: SuspectTurn): void {
    this.#members.add(member);
  }

  leave(member: SuspectTurn): void {
    this.#members.delete(member);
    if (this.#holder === member) this.#holder = undefined;
    this.changed(member);
  }

  isFreeFor(member: SuspectTurn): boolean {
    if (this.#holder !== undefined) return this.#holder === member;
    return [...this.#members].every(({ isQuiet }) => isQuiet);
  }

  take(member: SuspectTurn): void {
    this.#holder = member;
  }

  giveBack(member: SuspectTurn): void {
    if (this.#holder !== member) return;
    this.#holder = undefined;
    this.changed(member);
  }

  /** When every member will be quiet at the latest, in steady ms. */
  get quietAt(): number {
    return Math.max(...[...this.#members].map(({ quietAt }) => quietAt));
  }

  changed(by: SuspectTurn): void {
    for (const member of this.#members) if (member !== by) member.wake();
  }
}
