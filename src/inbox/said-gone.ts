import { ItemGoneError } from '../domain/errors';

/** Asks the provider something harmless. */
export type Ping = (signal: AbortSignal) => Promise<unknown>;

/**
 * What it means that asking for, or about, one item failed with this. That there is no such item is also what a gateway says
 * whose service is away, and what a wrong address says of everything: it counts where the service itself answers something
 * else. If that fails, too, it is the failure.
 */
export async function meaningOf(error: unknown, ping: Ping, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof ItemGoneError)) return error;
  return ping(signal).then(
    () => error,
    (away: unknown) => away,
  );
}
