import { ProviderUnavailableError } from '../../domain/errors';

export function tooLarge(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is larger than we read", { reason: 'too-large' });
}
