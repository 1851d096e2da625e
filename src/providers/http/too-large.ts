import { ProviderUnavailableError } from '../../domain/errors';

export function tooLarge(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is too large to read", { reason: 'too-large' });
}
