import { ProviderUnavailableError } from '../../domain/errors';

/** The provider, or something on the way, has answered, but not as it should: whether it did what was asked is open. */

export function badAnswer(what = 'is not what was asked for'): ProviderUnavailableError {
  return new ProviderUnavailableError(`the provider's answer ${what}`, { reason: 'bad-answer' });
}

export function notJson(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is not JSON", { reason: 'not-json' });
}

export function tooLarge(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is too large to read", { reason: 'too-large' });
}
