import { fromNow, type Clock } from '../domain/clock';
import { ItemGoneError, ProviderUnavailableError } from '../domain/errors';
import { startDeadline } from '../work/deadline';
import type { Standing } from '../work/standing';
import type { Enrich } from './offer-content';

/** No SMS is delayed for longer than this by fields that would only be nice to have. */
const ENRICH_MS = 5_000;
/** The pause after a failed request. Without it, every SMS in a queue would wait for a request that fails. */
const REST_MS = 60_000;

/**
 * Requests the details that a push lacked, for at most `ENRICH_MS`. While the provider demands a pause or refuses the
 * login, and for `REST_MS` after a failed request, it rejects with `ProviderUnavailableError` without a request.
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
    const deadline = startDeadline(clock, ENRICH_MS, signal);
    try {
      return await enrich(providerId, deadline.signal);
    } catch (error) {
      // A stop of ours, at a deploy for example, says nothing about the provider.
      if (signal.aborted && !deadline.expired) throw error;
      if (!(error instanceof ItemGoneError)) notBefore = fromNow(clock, REST_MS);
      standing.itemMet(error);
      throw error;
    } finally {
      deadline.end();
    }
  };
}
