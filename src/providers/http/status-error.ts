import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
  type PushlineError,
} from '../../domain/errors';

/** The pause after a 429 without `Retry-After`: one poll interval. */
const UNNAMED_PAUSE_MS = 60_000;

/** The error for an answer other than 2xx. It quotes neither body nor URL, because both may hold numbers or secrets. */
export function statusError(status: number, retryAfterMs: number | undefined): PushlineError {
  if (status === 401 || status === 403) return new AuthError(`the provider refused the login (HTTP ${status})`);
  if (status === 407) return new AuthError('the proxy refused the login (HTTP 407)');
  if (status === 404 || status === 410) return new ItemGoneError(`the provider does not have it (HTTP ${status})`);
  if (status === 429) return new RateLimitedError(retryAfterMs ?? UNNAMED_PAUSE_MS);
  if (status === 503 && retryAfterMs !== undefined) return new RateLimitedError(retryAfterMs);
  if (status >= 400 && status < 500 && status !== 408) {
    return new ProviderRefusedError(`the provider refused the request (HTTP ${status})`, { status });
  }
  return new ProviderUnavailableError(`the provider answered HTTP ${status}`, { status, reason: `http-${status}` });
}
