import { AuthError, ProviderRefusedError, ProviderUnavailableError, type PushlineError } from '../../../domain/errors';
import { isRecord } from '../../../domain/is-record';
import { statusError } from '../../http/status-error';

/** "Invalid or lapsed token." */
const LAPSED = '0405';

/** Refusals, and what the vendor says that they mean: docs/providers.md#aculab-cloud. */
const REFUSALS = new Map([
  ['0001', 'missing mandatory parameter'],
  ['0002', 'malformed parameter'],
  ['0003', 'repeated parameter'],
  ['0004', 'parameter is zero'],
  ['0005', 'regulation address'],
  ['0006', 'regulation address'],
]);

/**
 * What the vendor's error body means, where it comes with a good status; undefined = it is none. Its text stays out of
 * the message. A code that is not documented proves nothing, so it is no refusal.
 */
export function serviceError(answer: unknown): PushlineError | undefined {
  const text = codeIn(answer);
  if (text === undefined) return undefined;
  const [, status] = /^HTTP ([45]\d\d)$/i.exec(text) ?? [];
  if (status !== undefined) return statusError(Number(status), undefined);
  if (text === LAPSED) return new AuthError(`the provider refused the login (code ${LAPSED})`);
  return refusal(text) ?? new ProviderUnavailableError('the provider answered with an error', { reason: 'bad-answer' });
}

/** The same beside a status that refuses, which counts where the code is not documented. `answer`: undefined = unreadable. */
export function refusedBy(status: number, answer: unknown): PushlineError {
  return refusal(codeIn(answer) ?? '') ?? statusError(status, undefined);
}

function refusal(code: string): ProviderRefusedError | undefined {
  const name = REFUSALS.get(code);
  return name === undefined
    ? undefined
    : new ProviderRefusedError(`the provider refused the request (code ${code})`, { code, name });
}

/** "" = an error without a readable code; undefined = no error body. */
export function codeIn(answer: unknown): string | undefined {
  if (!isRecord(answer) || !isRecord(answer['error'])) return undefined;
  const { code } = answer['error'];
  return typeof code === 'string' || typeof code === 'number' ? String(code).trim() : '';
}
