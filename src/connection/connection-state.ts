import { compact } from '../domain/compact';
import type { Hold, HoldReason } from '../work/standing';
import type { Backlog } from './backlog';

/**
 * What a connection is doing, for node statuses and the admin API. `reason` is a stable short code, never prose; `retryAt`
 * as the wall clock reads it.
 */
export type ConnectionState = Activity & {
  /** Absent while nothing is open, or nothing is known of it. */
  backlog?: Backlog;
};

type Activity =
  | { state: 'idle' }
  | { state: 'connecting' }
  /** The push socket is live. */
  | { state: 'connected' }
  /** No push socket, or not now; the provider is asked at intervals. */
  | { state: 'polling' }
  /** Another instance of the shared store, named here, is the holder: what it receives comes here, too. */
  | { state: 'standby'; holder: string }
  /** The provider refuses to send for us, or does not answer requests to send, and jobs wait. */
  | { state: 'held'; reason: `held-${HoldReason}`; retryAt: number }
  | { state: 'error'; reason: string; retryAt?: number };

/** How one transport stands, as far as the whole is concerned. `retryAt` and `until` are steady ms. */
export type Link =
  | { link: 'none' }
  | { link: 'trying' }
  | { link: 'up' }
  | { link: 'down'; reason: string; retryAt?: number }
  | { link: 'refused'; reason: string; retryAt?: number };

export interface LinkStates {
  /** Another connection uses the account: nothing can work at all. */
  shutOut: boolean;
  store: string | undefined;
  poll: Link;
  push: Link;
  /** Why the provider cannot call us. */
  webhook: string | undefined;
  /** The other instance that has the account. */
  holder: string | undefined;
  /** Why nothing is sent. */
  held: Hold | undefined;
}

/**
 * The one place that decides what a user sees. A refused login comes before a lost link, because only the user can mend
 * it; a failing poll before a live socket, because without it nothing can be fetched or acknowledged. What holds the queue up
 * is the holder's to show: it may be mended there.
 */
export function connectionState({ shutOut, store, poll, push, webhook, holder, held }: LinkStates): ConnectionState {
  if (shutOut) return { state: 'error', reason: 'duplicate' };
  if (store !== undefined) return { state: 'error', reason: store };
  if (holder !== undefined)
    return webhook === undefined ? { state: 'standby', holder } : { state: 'error', reason: webhook };
  // The login of the poll is refused, too: one cause gets one state, the one that says that nothing goes out either.
  const isHeldByLogin = held?.reason === 'auth' && poll.link === 'refused';
  const links = isHeldByLogin ? [push] : [poll, push];
  const broken = links.find(({ link }) => link === 'refused') ?? (poll.link === 'down' ? poll : undefined);
  if (broken && 'reason' in broken) {
    const { reason, retryAt } = broken;
    return compact({ state: 'error', reason, retryAt });
  }
  if (webhook !== undefined) return { state: 'error', reason: webhook };
  if (held !== undefined) return { state: 'held', reason: `held-${held.reason}`, retryAt: held.until };
  if (push.link === 'up') return { state: 'connected' };
  if (poll.link === 'up') return { state: 'polling' };
  return poll.link === 'none' && push.link === 'none' ? { state: 'idle' } : { state: 'connecting' };
}

/** Does it do what it is there for? */
export function isServing({ state }: ConnectionState): boolean {
  return state === 'connected' || state === 'polling' || state === 'standby';
}
