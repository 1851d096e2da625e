import { ItemGoneError, ProviderRefusedError, ProviderUnavailableError } from '../domain/errors';

/** Calls `first`; if the service does not have that call or refuses it, calls `second`. */
export async function pingEither(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  await first().catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return second();
  });
}

function isMissing(error: unknown): boolean {
  if (error instanceof ItemGoneError || error instanceof ProviderRefusedError) return true;
  return error instanceof ProviderUnavailableError && error.detail.status === 404;
}
