import { AuthError, ProviderRefusedError, ProviderUnavailableError, type PushlineError } from '../../domain/errors';
import { isRecord } from '../../domain/is-record';
import { statusError } from '../http/status-error';

/** "Invalid or lapsed token." */
const LAPSED = '0405';

/**
 * What the vendor's error body means, where it comes with a good status; undefined = it is none. Its text stays out of
 * the message. A code that is not documented proves nothing, so it is no refusal.
 */
export function serviceError(answer: unknown): PushlineError | undefined {
  if (!isRecord(answer) || !isRecord(answer['error'])) return undefined;
  const { code } = answer['error'];
  const text = typeof code === 'string' || typeof code === 'number' ? String(code).trim() : '';
  const [, status] = /^HTTP ([45]\d\d)$/i.exec(text) ?? [];
  if (status !== undefined) return statusError(Number(status), undefined);
  if (text === LAPSED) return new AuthError(`the provider refused our credentials (code ${LAPSED})`);
  if (/^000[1-6]$/.test(text)) return new ProviderRefusedError(`the provider refused the request (code ${text})`);
  return new ProviderUnavailableError('the provider answered with an error', { reason: 'bad-answer' });
}
