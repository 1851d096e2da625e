import { ItemGoneError } from '../domain/errors';

/** Makes a harmless request to the provider. Rejects if that fails. */
export type Ping = (signal: AbortSignal) => Promise<unknown>;

/**
 * The real reason why a request about one item failed. "No such item" is also what a wrong address answers, or a
 * gateway whose service is down, so it is believed only if the service answers `ping`. If `ping` fails, its error is
 * the reason.
 */
export async function meaningOf(error: unknown, ping: Ping, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof ItemGoneError)) return error;
  return ping(signal).then(
    () => error,
    (away: unknown) => away,
  );
}
