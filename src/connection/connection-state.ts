import { compact } from '../domain/compact';
import type { Hold, HoldReason } from '../work/standing';
import type { Backlog } from './backlog';

/**
 * What a connection is doing, for node statuses and the admin API. `reason` is a stable short code, never prose;
 * `retryAt` is in ms of the wall clock.
 */
export type ConnectionState = Activity & {
  /** Absent while nothing is open or nothing has been counted yet. */
  backlog?: Backlog;
};

type Activity =
  | { state: 'idle' }
  | { state: 'connecting' }
  /** The push socket is live. */
  | { state: 'connected' }
  /** There is no live push socket; the provider is asked at intervals. */
  | { state: 'polling' }
  /** Another instance on the shared store, `holder`, asks the provider; what it receives is offered here, too. */
  | { state: 'standby'; holder: string }
  /** Jobs wait because the provider refuses to send for this account, or does not answer requests to send. */
  | { state: 'held'; reason: `held-${HoldReason}`; retryAt: number }
  | { state: 'error'; reason: string; retryAt?: number };

/** The state of one transport, as far as it matters for the connection's state. `retryAt` is in steady ms. */
export type Link =
  | { link: 'none' }
  | { link: 'trying' }
  | { link: 'up' }
  | { link: 'down'; reason: string; retryAt?: number }
  | { link: 'refused'; reason: string; retryAt?: number };

export interface LinkStates {
  /** Another connection uses the account: this one does nothing. */
  shutOut: boolean;
  /** Why the store fails. */
  store: string | undefined;
  poll: Link;
  push: Link;
  /** Why the provider cannot call us. */
  webhook: string | undefined;
  /** The holder of the account, if that is another instance. */
  holder: string | undefined;
  /** Why nothing is sent. */
  held: Hold | undefined;
}

/**
 * The one place that decides what a user sees. A refused login goes before a lost link, because only the user can put
 * it right; a failing poll before a live socket, because without the poll nothing is fetched or acknowledged. Why
 * jobs wait is shown by the holder alone, where it may already have been put right.
 */
export function connectionState({ shutOut, store, poll, push, webhook, holder, held }: LinkStates): ConnectionState {
  if (shutOut) return { state: 'error', reason: 'duplicate' };
  if (store !== undefined) return { state: 'error', reason: store };
  if (holder !== undefined)
    return webhook === undefined ? { state: 'standby', holder } : { state: 'error', reason: webhook };
  // The poll's login is refused for the same reason: of the two states, "held" also says that nothing is sent.
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

/** True if the connection works, if only as a standby. */
export function isServing({ state }: ConnectionState): boolean {
  return state === 'connected' || state === 'polling' || state === 'standby';
}
