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

/** OpenSSL's verdicts on a certificate have names of their own, without a common prefix. */
const TLS_CODE =
  /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** What zlib says of bytes that it cannot unpack. */
const CODING_CODE = /^(Z_|ERR_BROTLI|ERR__ERROR_)/;

/** Turns what the HTTP library threw into one of our errors; ours pass unchanged. `hasStarted`: a byte may have left us. */
export function networkError(thrown: unknown, hasStarted = true): PushlineError {
  if (thrown instanceof PushlineError) return thrown;
  // undici tells a proxy's status in this text only; 407 must stop us, or the proxy locks the account.
  if (thrown instanceof Error && thrown.message.startsWith('Proxy response (407)')) {
    return new AuthError('the proxy refused the login (HTTP 407)');
  }
  // It carries the bytes it could not read, so it is not kept as the cause. By its name, so that undici is loaded with a
  // connection, and not with the package.
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

/** No answer came: another call to the same provider would fare no better. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ProviderUnavailableError && (error.detail.reason ?? '') in MESSAGES;
}

/** Did no byte of the request leave us? Only then may a request that must not be made twice be made again. */
export function neverLeft(error: unknown): boolean {
  return error instanceof ProviderUnavailableError && error.detail.neverLeft === true;
}

function reasonOf(code: string): NetworkReason {
  if (CODING_CODE.test(code)) return 'bad-coding';
  return REASONS[code] ?? (TLS_CODE.test(code) ? 'tls' : 'network');
}
