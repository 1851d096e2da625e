import { ProviderUnavailableError, type UnavailableReason } from '../../domain/errors';

const ANSWERS: readonly (UnavailableReason | undefined)[] = [
  'not-xml',
  'not-json',
  'bad-json',
  'bad-answer',
  'too-large',
];

/** Whether there was an answer that is not what was asked for: from the provider, or from something between us. */
export function isUnusableAnswer(error: unknown): boolean {
  return error instanceof ProviderUnavailableError && ANSWERS.includes(error.detail.reason);
}

/** The error of a pass that failed only at a few items. */
export function ofOneItem(error: unknown): unknown {
  if (!(error instanceof ProviderUnavailableError)) return error;
  return new ProviderUnavailableError(error.message, { ...error.detail, ofOneItem: true }, { cause: error });
}

/**
 * Whether an unusable answer may be due to the one item that was asked for. Such an item must not hold up the others, as
 * long as the provider answers requests about those.
 */
export function mayBeOfOneItem(error: unknown): boolean {
  if (isUnusableAnswer(error)) return true;
  return error instanceof ProviderUnavailableError && error.detail.status !== undefined;
}
