import { codeOf } from '../../domain/code-of';
import { compact } from '../../domain/compact';
import { parseRetryAfter } from '../../domain/retry-after';

/** Why a socket ended, as a short stable code. It is shown in states and logs, so it never holds text from the wire. */
export type FailureReason =
  | 'dns'
  | 'connection-refused'
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'network'
  | 'tls'
  | 'clock'
  | 'upgrade'
  | `http-${number}`
  | 'auth'
  | 'protocol'
  | 'idle'
  | 'too-large'
  | 'bad-frame'
  | 'closed'
  | 'store';

export interface Failure {
  reason: FailureReason;
  /**
   * How soon to try again. `auth`: at long intervals · `slow`: not within minutes, because nothing will change sooner ·
   * `too-large`: after five minutes, while the poll delivers the event.
   */
  class: 'normal' | 'slow' | 'auth' | 'too-large';
  /** The wait that the server asked for; it overrides the back-off. */
  retryAfterMs?: number;
}

/** What a socket waits for, one after the other. Each phase has its own deadline. */
export type Phase = 'connect' | 'tls' | 'upgrade' | 'hello' | 'live';

const REASONS: Record<string, FailureReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  CERT_NOT_YET_VALID: 'clock',
  CERT_HAS_EXPIRED: 'clock',
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'too-large',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'too-large',
};

/** In the phase `connect` these are errors of TLS to the proxy. */
const TLS_CODE = /CERT|^ERR_(SSL|TLS)|^UNABLE_TO_/;

const CLOSE_TOO_LARGE = 1009;

export function failureOfError(error: unknown, phase: Phase): Failure {
  const code = codeOf(error);
  const reason = REASONS[code] ?? reasonByPhase(code, phase);
  if (reason === 'too-large') return { reason, class: 'too-large' };
  // `clock` is not slow: a board without a battery starts in 1970, and its clock is right once it has asked a time
  // server.
  return { reason, class: reason === 'tls' ? 'slow' : 'normal' };
}

export function failureOfResponse(status: number, retryAfter: string | undefined, theirs: number): Failure {
  const reason = `http-${status}` as const;
  if (status === 401 || status === 403 || status === 407) return { reason, class: 'auth' };
  if (status === 404 || status === 410) return { reason, class: 'slow' };
  const waitMs = status === 429 || status === 503 ? parseRetryAfter(retryAfter, theirs) : undefined;
  return compact({ reason, class: 'normal', retryAfterMs: waitMs });
}

export function failureOfClose(code: number): Failure {
  if (code === CLOSE_TOO_LARGE) return { reason: 'too-large', class: 'too-large' };
  return { reason: 'closed', class: 'normal' };
}

function reasonByPhase(code: string, phase: Phase): FailureReason {
  if (code.startsWith('WS_ERR_')) return 'bad-frame';
  if (phase === 'tls' || (phase === 'connect' && TLS_CODE.test(code))) return 'tls';
  if (phase === 'upgrade') return 'upgrade';
  return 'network';
}
