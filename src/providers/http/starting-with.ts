type Pieces = AsyncGenerator<Buffer, void, undefined>;

/** A stream from which the first piece has already been read. Its `return` also ends `rest`. */
export function startingWith(first: Buffer, rest: Pieces): Pieces {
  const whole = joined(first, rest);
  const end = whole.return.bind(whole);
  // A generator that nobody has read ends without running, so it would leave the connection of `rest` open.
  whole.return = async () => {
    await rest.return();
    return end();
  };
  return whole;
}

async function* joined(first: Buffer, rest: Pieces): Pieces {
  yield first;
  yield* rest;
}
