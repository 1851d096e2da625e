import { codeOf } from '../../domain/code-of';
import { AuthError, ProviderUnavailableError, PushlineError, type NetworkReason } from '../../domain/errors';

const MESSAGES: Record<NetworkReason, string> = {
  aborted: 'the request was stopped',
  'bad-coding': "the provider's answer cannot be unpacked",
  clock: "the provider's certificate is not valid yet: check this machine's clock",
  'connect-timeout': 'the provider did not accept the connection in time',
  'connection-refused': 'nothing answers at the address of the provider: check the API address',
  dns: "the provider's host name cannot be resolved",
  network: 'the provider cannot be reached',
  proxy: 'the proxy did not open a tunnel',
  reset: 'the connection was cut',
  timeout: 'the provider did not answer in time',
  tls: 'the TLS connection to the provider cannot be trusted',
  protocol: 'the answer is not HTTP',
};

const REASONS: Record<string, NetworkReason> = {
  CERT_NOT_YET_VALID: 'clock',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  EPROTO: 'tls',
  UND_ERR_PRX_TLS: 'tls',
  UND_ERR_ABORTED: 'proxy',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
};

/** OpenSSL's error codes for certificates have no common prefix. */
const TLS_CODE =
  /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** zlib's error codes for data that it cannot decompress. */
const CODING_CODE = /^(Z_|ERR_BROTLI|ERR__ERROR_)/;

/**
 * Turns an error of the HTTP library into a `PushlineError`, and passes on one that is a `PushlineError` already.
 * `hasStarted`: part of the request may have been sent.
 */
export function networkError(thrown: unknown, hasStarted = true): PushlineError {
  if (thrown instanceof PushlineError) return thrown;
  // undici reports a proxy's status only in this text. A 407 must stop the connection, or the proxy locks the account.
  if (thrown instanceof Error && thrown.message.startsWith('Proxy response (407)')) {
    return new AuthError('the proxy refused the login (HTTP 407)');
  }
  // This error holds the bytes that could not be parsed, so it is not kept as the cause. It is recognised by name
  // because importing undici here would load it with the package instead of with the first connection.
  if (thrown instanceof Error && thrown.name === 'HTTPParserError') return unavailable('protocol', { hasStarted });
  return unavailable(reasonOf(codeOf(thrown)), { hasStarted, cause: thrown });
}

export function unavailable(
  reason: NetworkReason,
  { hasStarted = true, cause }: { hasStarted?: boolean; cause?: unknown } = {},
): ProviderUnavailableError {
  const detail = hasStarted ? { reason } : { reason, neverLeft: true };
  return new ProviderUnavailableError(MESSAGES[reason], detail, cause === undefined ? undefined : { cause });
}

/** Whether no usable answer came at all, so that further requests to the same provider would fail in the same way. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ProviderUnavailableError && (error.detail.reason ?? '') in MESSAGES;
}

/** Whether no byte of the request was sent. Only then may a request that must not be made twice be repeated. */
export function neverLeft(error: unknown): boolean {
  return error instanceof ProviderUnavailableError && error.detail.neverLeft === true;
}

function reasonOf(code: string): NetworkReason {
  if (CODING_CODE.test(code)) return 'bad-coding';
  return REASONS[code] ?? (TLS_CODE.test(code) ? 'tls' : 'network');
}
