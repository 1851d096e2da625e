/** docs/contract.md#receiving: at most 64 offers a turn, new before redelivered, every tenth a redelivery. */
const TURN = 64;
const NEW_PER_REDELIVERY = 9;
const REDELIVERIES_A_TURN = 6;

/** Divides the turns of a connection between new events and redeliveries. */
export class Pace {
  /** How many new events fit into a full turn. */
  static readonly NEW_A_TURN = TURN - REDELIVERIES_A_TURN;

  #newSinceRedelivery = 0;

  /**
   * How many redeliveries go before any new event, because they came due while new ones took all the room in the flow.
   */
  get owed(): number {
    return Math.min(Math.floor(this.#newSinceRedelivery / NEW_PER_REDELIVERY), REDELIVERIES_A_TURN);
  }

  /** How many offers fit into a turn that already has `taken`. */
  rest(taken: number): number {
    return TURN - taken;
  }

  /** To be called after each turn. `isLeft`: a redelivery is due that the flow had no room for. */
  count({ fresh, again, isLeft }: { fresh: number; again: number; isLeft: boolean }): void {
    const behind = this.#newSinceRedelivery + fresh - again * NEW_PER_REDELIVERY;
    this.#newSinceRedelivery = isLeft ? Math.max(0, Math.min(behind, TURN)) : 0;
  }

  /** Nine new events, then one redelivery, and so on. */
  interleave<T>(fresh: T[], again: T[]): T[] {
    const all: T[] = [];
    const waiting = [...again];
    fresh.forEach((one, index) => {
      all.push(one);
      const next = index % NEW_PER_REDELIVERY === NEW_PER_REDELIVERY - 1 ? waiting.shift() : undefined;
      if (next !== undefined) all.push(next);
    });
    return [...all, ...waiting];
  }
}
