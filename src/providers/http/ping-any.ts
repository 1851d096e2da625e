import { ItemGoneError, ProviderRefusedError, ProviderUnavailableError } from '../../domain/errors';
import { badAnswer } from './bad-answer';
import { isUnusableAnswer } from './of-one-item';
import type { Ping } from '../said-gone';

/**
 * Makes these harmless requests one after the other until one is answered as it should be. Each may be one that the
 * service does not have for this account, or always answers with an error. Rejects with the error of the first request
 * that says more than that: nobody answers, the login is refused, or the service asks for a pause.
 */
export async function pingAny(requests: readonly Ping[], signal: AbortSignal): Promise<void> {
  let last: unknown;
  for (const request of requests) {
    try {
      await request(signal);
      return;
    } catch (error) {
      if (!isMissing(error) && !isUnusableAnswer(error)) throw error;
      last = error;
    }
  }
  // A refusal is no sign that the service is there, because a gateway may refuse everything.
  throw last instanceof ProviderUnavailableError ? last : badAnswer('is a refusal, whatever is asked for');
}

/** Whether the service does not have that call, or refuses it. */
export function isMissing(error: unknown): boolean {
  if (error instanceof ItemGoneError || error instanceof ProviderRefusedError) return true;
  return error instanceof ProviderUnavailableError && error.detail.status === 404;
}
