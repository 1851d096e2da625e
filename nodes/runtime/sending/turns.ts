/** Keeps the order in which messages came, though one may take longer to prepare than the next. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** `act` begins when `prepared` is there and every earlier one has begun to act, or has failed; it need not have ended. */
  take<P, R>(prepared: Promise<P>, act: (prepared: P) => Promise<R>): Promise<R> {
    const before = this.#last;
    const turn = Promise.all([prepared, before]).then(([value]) => ({ acting: act(value) }));
    this.#last = Promise.allSettled([before, turn]);
    return turn.then(({ acting }) => acting);
  }
}
