import { ProviderUnavailableError } from '../../domain/errors';

/**
 * Errors for an answer that makes no sense, from the provider or from something between us. They leave open whether the
 * provider did what it was asked to do.
 */

export function badAnswer(what = 'is not what was asked for'): ProviderUnavailableError {
  return new ProviderUnavailableError(`the provider's answer ${what}`, { reason: 'bad-answer' });
}

export function notJson(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is not JSON", { reason: 'not-json' });
}

export function tooLarge(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is too large to read", { reason: 'too-large' });
}
