import { ProviderUnavailableError, type UnavailableReason } from '../../domain/errors';

const ANSWERS: readonly (UnavailableReason | undefined)[] = [
  'not-xml',
  'not-json',
  'bad-json',
  'bad-answer',
  'too-large',
];

/**
 * Whether an unusable answer may be due to the one item that was asked for. Such an item must not hold up the others, as
 * long as the provider answers requests about those.
 */
export function mayBeOfOneItem(error: unknown): boolean {
  if (!(error instanceof ProviderUnavailableError)) return false;
  const { status, reason } = error.detail;
  return status !== undefined || ANSWERS.includes(reason);
}
