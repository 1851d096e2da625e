/** docs/contract.md#receiving: at most so many offers a turn, new before redelivered, every tenth a redelivery. */
const TURN = 64;
const NEW_PER_REDELIVERY = 9;
const REDELIVERIES_A_TURN = 6;

/** Shares the turns of a connection between new events and those that are offered again. */
export class Pace {
  /** New ones that a full turn has room for. */
  static readonly NEW_A_TURN = TURN - REDELIVERIES_A_TURN;

  #newSinceRedelivery = 0;

  /** So many redeliveries go before any new one: they fell due while new ones took all the room that the flow had. */
  get owed(): number {
    return Math.min(Math.floor(this.#newSinceRedelivery / NEW_PER_REDELIVERY), REDELIVERIES_A_TURN);
  }

  /** What is left of a turn of which so much is taken. */
  rest(taken: number): number {
    return TURN - taken;
  }

  /** A turn is over. `isLeft`: a redelivery is due, and the flow had no room for it. */
  count({ fresh, again, isLeft }: { fresh: number; again: number; isLeft: boolean }): void {
    const behind = this.#newSinceRedelivery + fresh - again * NEW_PER_REDELIVERY;
    this.#newSinceRedelivery = isLeft ? Math.max(0, Math.min(behind, TURN)) : 0;
  }

  /** Nine new ones, then one that is offered again. */
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
