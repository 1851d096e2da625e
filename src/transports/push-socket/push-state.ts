import type { FailureReason } from './failure';

/** `bye`: the server has asked us to reconnect · `attempt-limit`: too many attempts in this process within a minute. */
export type RetryReason = FailureReason | 'bye' | 'attempt-limit';

/** `retryAt` is steady ms. */
export type PushState =
  | { name: 'idle' }
  /** DNS, TCP, TLS and the WebSocket upgrade are under way. */
  | { name: 'connecting' }
  /** Connected; waiting for the server's hello. */
  | { name: 'authenticating' }
  | { name: 'live' }
  /** Live, while a new socket is about to take over. */
  | { name: 'draining' }
  | { name: 'backing-off'; reason: RetryReason; retryAt: number }
  /** Refused by the server; tried again at long intervals. */
  | { name: 'auth-failed'; reason: RetryReason; retryAt: number }
  | { name: 'stopped' };

export function sameState(a: PushState, b: PushState): boolean {
  if (a.name !== b.name) return false;
  if (!('retryAt' in a) || !('retryAt' in b)) return true;
  return a.reason === b.reason && a.retryAt === b.retryAt;
}
