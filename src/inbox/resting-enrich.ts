import { fromNow, type Clock } from '../domain/clock';
import { ItemGoneError, ProviderUnavailableError } from '../domain/errors';
import type { Standing } from '../work/standing';
import type { Enrich } from './offer-content';

/** After a request that failed nothing is asked for so long: else a queue of SMS would wait for each of them. */
const REST_MS = 60_000;

/** Asks for what a push lacked, and leaves a provider alone that asks for a pause, refuses the login, or does not answer. */
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
