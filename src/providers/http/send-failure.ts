import { compact } from '../../domain/compact';
import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../domain/errors';
import type { SendResult, Verdict } from '../provider';
import { neverLeft } from './network-error';

const PAYMENT_REQUIRED = 402;
const TOO_LARGE = 413;

/**
 * What a failed request to send tells us about the job. A refusal by status proves that the
 * provider did not take it; a 5xx, a time-out, a cut connection or an answer that makes no
 * sense prove nothing (docs/faxes.md#verdicts-that-prove-nothing).
 */
export function sendFailure(error: unknown): SendResult {
  if (error instanceof AuthError) return { outcome: 'held', reason: 'auth' };
  if (error instanceof RateLimitedError)
    return { outcome: 'not-now', reason: 'down', retryAfterMs: error.retryAfterMs };
  if (error instanceof ProviderRefusedError) return refusal(error.detail);
  // 404 or 410: the URL itself does not exist, for example because the base URL is wrong.
  if (error instanceof ItemGoneError) return refusal({ status: 404 });
  if (error instanceof ProviderUnavailableError && neverLeft(error)) return { outcome: 'not-now', reason: 'down' };
  return { outcome: 'unknown' };
}

function refusal(detail: ProviderRefusedError['detail']): SendResult {
  const { status } = detail;
  if (status === PAYMENT_REQUIRED) return { outcome: 'held', reason: 'no-credit' };
  const cause = status === TOO_LARGE ? 'bad-document' : 'bad-options';
  const result = resultOf(detail);
  const isBare = detail.code === undefined;
  return compact({
    outcome: 'refused',
    verdict: compact({ cause, retryable: false, result }),
    isBare: isBare || undefined,
  });
}

function resultOf({ status, code, name }: ProviderRefusedError['detail']): Verdict['result'] {
  if (code !== undefined) return compact({ code, name });
  return status === undefined ? undefined : { code: status, name: `HTTP ${status}` };
}
