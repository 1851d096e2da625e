import { ItemGoneError } from '../domain/errors';

/** Asks the provider something harmless. */
export type Ping = (signal: AbortSignal) => Promise<unknown>;

/**
 * What a failed request about one item means. "No such item" is also what a gateway says whose service is away, or a wrong
 * address; so it is believed only if the service answers another request. If that fails, too, that failure is the result.
 */
export async function meaningOf(error: unknown, ping: Ping, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof ItemGoneError)) return error;
  return ping(signal).then(
    () => error,
    (away: unknown) => away,
  );
}
