import type { FailureReason } from './failure';

/** `bye`: the server asked us to come anew · `attempt-limit`: too many attempts in this process within a minute. */
export type RetryReason = FailureReason | 'bye' | 'attempt-limit';

/** `retryAt` is steady ms. */
export type PushState =
  | { name: 'idle' }
  /** Name look-up, TCP, TLS and upgrade. */
  | { name: 'connecting' }
  /** Connected; waiting for the server's hello. */
  | { name: 'authenticating' }
  | { name: 'live' }
  /** Still live, and a new socket is about to take over. */
  | { name: 'draining' }
  | { name: 'backing-off'; reason: RetryReason; retryAt: number }
  /** Refused; tried again seldom. */
  | { name: 'auth-failed'; reason: RetryReason; retryAt: number }
  | { name: 'stopped' };

export function sameState(a: PushState, b: PushState): boolean {
  if (a.name !== b.name) return false;
  if (!('retryAt' in a) || !('retryAt' in b)) return true;
  return a.reason === b.reason && a.retryAt === b.retryAt;
}
