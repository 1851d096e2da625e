import { ItemGoneError, ProviderRefusedError, ProviderUnavailableError } from '../domain/errors';

/** Asks `first`, and where the service has no such call, or does not let us make it, `second`. */
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
