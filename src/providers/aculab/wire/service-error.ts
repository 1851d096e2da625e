import { AuthError, ProviderRefusedError, ProviderUnavailableError, type PushlineError } from '../../../domain/errors';
import { isRecord } from '../../../domain/is-record';
import { statusError } from '../../http/status-error';

/** The vendor's text: "Invalid or lapsed token." */
const LAPSED = '0405';

/** The codes of refusals, with the vendor's explanation: docs/providers.md#aculab-cloud. */
const REFUSALS = new Map([
  ['0001', 'missing mandatory parameter'],
  ['0002', 'malformed parameter'],
  ['0003', 'repeated parameter'],
  ['0004', 'parameter is zero'],
  ['0005', 'regulation address'],
  ['0006', 'regulation address'],
]);

/**
 * The error for an error body that comes with status 2xx; undefined for any other body. The message does not quote the
 * body. An undocumented code proves nothing, so it does not count as a refusal.
 */
export function serviceError(answer: unknown): PushlineError | undefined {
  const text = codeIn(answer);
  if (text === undefined) return undefined;
  const [, status] = /^HTTP ([45]\d\d)$/i.exec(text) ?? [];
  if (status !== undefined) return statusError(Number(status), undefined);
  if (text === LAPSED) return new AuthError(`the provider refused the login (code ${LAPSED})`);
  return refusal(text) ?? new ProviderUnavailableError('the provider answered with an error', { reason: 'bad-answer' });
}

/**
 * The error for a 4xx or 5xx status. A documented code in the body wins; `answer` is undefined when it is unreadable.
 */
export function refusedBy(status: number, answer: unknown): PushlineError {
  return refusal(codeIn(answer) ?? '') ?? statusError(status, undefined);
}

function refusal(code: string): ProviderRefusedError | undefined {
  const name = REFUSALS.get(code);
  return name === undefined
    ? undefined
    : new ProviderRefusedError(`the provider refused the request (code ${code})`, { code, name });
}

/** The code of an error body, "" if it is unreadable; undefined for any other body. */
export function codeIn(answer: unknown): string | undefined {
  if (!isRecord(answer) || !isRecord(answer['error'])) return undefined;
  const { code } = answer['error'];
  return typeof code === 'string' || typeof code === 'number' ? String(code).trim() : '';
}
