import type { Store } from '../store/store';

/** One connection's part in the search for what crashes Node-RED. */
export interface SuspectTurn {
  /** Is nothing in its flow, beside its suspects, that a crash could be blamed on? */
  readonly isQuiet: boolean;
  /** When it will be, whatever happens. */
  readonly quietAt: number;
  /** Others have changed: it may be its turn. */
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

  /** When every member will be quiet. */
  get quietAt(): number {
    return Math.max(...[...this.#members].map(({ quietAt }) => quietAt));
  }

  changed(by: SuspectTurn): void {
    for (const member of this.#members) if (member !== by) member.wake();
  }
}
