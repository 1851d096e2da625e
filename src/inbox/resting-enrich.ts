import { fromNow, type Clock } from '../domain/clock';
import { ItemGoneError, ProviderUnavailableError } from '../domain/errors';
import type { Standing } from '../work/standing';
import type { Enrich } from './offer-content';

/** The pause after a failed request. Without it, every SMS in a queue would wait for a request that fails. */
const REST_MS = 60_000;

/**
 * Requests the details that a push lacked. While the provider demands a pause or refuses the login, and for `REST_MS`
 * after a failed request, it rejects with `ProviderUnavailableError` without a request.
 */
export function restingEnrich(
  enrich: Enrich,
  { standing, clock }: { standing: Pick<Standing, 'itemWaitMs' | 'itemMet'>; clock: Clock },
): Enrich {
  let notBefore = 0;
  return async (providerId, signal) => {
    if (standing.itemWaitMs > 0 || clock.now() < notBefore) {
      throw new ProviderUnavailableError('the provider is not asked for details of an SMS now');
    }
    try {
      return await enrich(providerId, signal);
    } catch (error) {
      if (!(error instanceof ItemGoneError)) notBefore = fromNow(clock, REST_MS);
      standing.itemMet(error);
      throw error;
    }
  };
}
