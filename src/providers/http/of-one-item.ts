import { ProviderUnavailableError, type UnavailableReason } from '../../domain/errors';

const ANSWERS: readonly (UnavailableReason | undefined)[] = [
  'not-xml',
  'not-json',
  'bad-json',
  'bad-answer',
  'too-large',
];

/**
 * An answer came, and it is none: that may be the fault of the one item that was asked for. It must not hold up the others,
 * where the provider answers for those.
 */
export function mayBeOfOneItem(error: unknown): boolean {
  if (!(error instanceof ProviderUnavailableError)) return false;
  const { status, reason } = error.detail;
  return status !== undefined || ANSWERS.includes(reason);
}
